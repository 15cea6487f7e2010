// Divides a lesson into the sections that a search can find.
import { dirname } from 'node:path';
import { type MdastNode, markdownToMdast, mdxToMdast } from 'satteri';
import { commandOf } from '../../scripts/course/cells.ts';
import { exercisesOf, textOf } from '../../scripts/course/exercises.ts';
import { type Lang, languages } from '../../scripts/course/languages.ts';
import { cellOf, type Lesson, nameOf, pairOf, readRecording, readText } from '../../scripts/course/lesson.ts';
import { attribute, type Element, idsOf, nodeText } from '../../scripts/course/mdx.ts';
import { type Part, proseFile } from '../../scripts/course/pages.ts';
import { readTalk } from '../../scripts/course/pairs.ts';
import { cut } from '../../scripts/course/regions.ts';
import { Problem } from '../../scripts/project/problem.ts';
import { programAnchor } from '../links.ts';
import { fill } from '../shared/fill.ts';
import { stringsFor } from '../strings.ts';
import { keysOf } from './tokens.ts';

/** A part of a lesson that has its own id on one of its pages. */
export interface Section {
  lesson: string;
  /** The title of the lesson. */
  title: string;
  /** Below `lessons/NN-name/`: the lesson's core, "Going deeper", its programs, or its exercises. */
  page: '' | 'deeper/' | 'programs/' | 'practice/';
  heading: string;
  id: string;
  /** Its prose, one paragraph per line. */
  text: string;
  /** Its listings, and the output of its programs. */
  code: string;
}

/** A page's prose in one language, from the content collection. */
interface PageProse<Data> {
  /** MDX without frontmatter. */
  body: string;
  data: Data & { title: string; objectives: readonly string[] };
}

/** A lesson's prose in one language. */
export interface Prose extends PageProse<{ question: string; keyPoints: readonly string[] }> {
  /** Its page "Going deeper", if it has one. */
  deeper?: PageProse<{ summary: string }> | undefined;
}

/** Removes the indentation of lines, because no search needs it. */
const flush = (code: string) =>
  code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

interface Content {
  text: string[];
  code: string[];
}

/** The lines of a listing. @throws Problem if there is no such program or region */
function listing(element: Element, lesson: Lesson): string[] {
  const file = attribute(element, 'file') ?? '';
  const source = readText(lesson.id, file, `missing; lesson ${lesson.id} shows it`);
  return flush(cut(source, nameOf(lesson.id, file), attribute(element, 'region')).text);
}

const blocks = new Set([
  'paragraph',
  'list',
  'listItem',
  'blockquote',
  'table',
  'tableRow',
  'code',
  'mdxJsxFlowElement',
]);

/** Adds the text of a block of the prose, and the code that it shows. */
function gather(node: MdastNode, into: Content, lesson: Lesson): void {
  if (node.type === 'mdxjsEsm' || node.type === 'mdxFlowExpression') return;
  // The choices of a question are left out: without the question, a wrong choice would look true.
  if (node.type === 'mdxJsxFlowElement' && node.name === 'Choice') return;
  if (node.type === 'code') {
    into.code.push(...flush(node.value));
    return;
  }
  if (node.type === 'mdxJsxFlowElement') {
    if (node.name === 'Code') into.code.push(...listing(node, lesson));
    if (node.name === 'Pair') {
      const pair = pairOf(lesson, attribute(node, 'name') ?? '');
      const commands = [pair.server, pair.client].map((name) => commandOf(lesson, cellOf(lesson, name)));
      into.code.push(...commands, ...readTalk(lesson, pair).map(({ text }) => text));
    }
    if (node.name === 'Cell') {
      const cell = cellOf(lesson, attribute(node, 'name') ?? '');
      into.code.push(commandOf(lesson, cell), ...flush(readRecording(lesson, cell)));
    }
  }
  const children = 'children' in node ? (node.children as MdastNode[]) : [];
  if (children.some(({ type }) => blocks.has(type))) {
    for (const child of children) gather(child, into, lesson);
    return;
  }
  const text = node.type === 'tableRow' ? children.map(nodeText).join(' · ') : nodeText(node);
  if (text.trim() !== '') into.text.push(text.replace(/\s+/g, ' ').trim());
}

interface Draft extends Pick<Section, 'page' | 'heading' | 'id'> {
  content: Content;
}

const begin = (heading: string, id: string, text: readonly string[] = [], page: Section['page'] = ''): Draft => ({
  page,
  heading,
  id,
  content: { text: [...text], code: [] },
});

/** The start of a page, and its sections. @throws Problem if a heading has no id */
function draftsOf(lesson: Lesson, part: Part, lang: Lang, start: Draft, body: string): Draft[] {
  const ids = idsOf(lesson.id, part, lang, dirname(lesson.dir));
  let section = start;
  const found = [section];
  for (const node of (mdxToMdast(body) as { children: MdastNode[] }).children) {
    if (node.type === 'heading') {
      const id = ids.shift();
      const heading = nodeText(node);
      if (id === undefined) {
        throw new Problem(
          nameOf(lesson.id, proseFile(part, lang)),
          `the heading "${heading}" has no counterpart in ${proseFile(part, languages[0])}`,
        );
      }
      section = begin(heading, id, [], start.page);
      found.push(section);
    } else gather(node, section.content, lesson);
  }
  return found;
}

/**
 * The sections of a lesson in one language, in the order of its pages: the start, one for each heading, the key points, the same
 * of the page "Going deeper", the lines of each program with words that occur nowhere before, and the exercises without hints
 * and solutions.
 * @throws Problem if the prose names a missing program, region or cell, or has a heading that the first language lacks
 */
export function sectionsOf(lesson: Lesson, { body, data, deeper }: Prose, lang: Lang): Section[] {
  const start = begin(data.title, 'main', [data.question, ...data.objectives]);
  const found = draftsOf(lesson, 'core', lang, start, body);
  const t = stringsFor(lang);
  const points = data.keyPoints.map((point) => point.replaceAll('`', ''));
  found.push(begin(t.keyPoints, 'key-points', points));
  if (deeper) {
    const { title, summary, objectives } = deeper.data;
    found.push(
      ...draftsOf(lesson, 'deeper', lang, begin(title, 'main', [summary, ...objectives], 'deeper/'), deeper.body),
    );
  }
  const known = new Set(found.flatMap(({ content }) => keysOf([...content.text, ...content.code].join('\n'))));
  for (const file of lesson.programs) {
    const lines = flush(cut(readText(lesson.id, file, 'missing'), file).text);
    const program = begin(file, programAnchor(file), [], 'programs/');
    for (const line of lines) {
      const added = keysOf(line).filter((key) => !known.has(key));
      if (added.length > 0) program.content.code.push(line);
      for (const key of added) known.add(key);
    }
    found.push(program);
  }
  for (const [index, exercise] of exercisesOf(lesson.id, dirname(lesson.dir)).entries()) {
    const { title, task } = textOf(exercise, lang);
    const heading = fill(t.practice.task, { number: index + 1, title });
    const practice = begin(heading, exercise.slug, [], 'practice/');
    gather(markdownToMdast(task), practice.content, lesson);
    found.push(practice);
  }
  return found.map(({ content, ...names }) => ({
    lesson: lesson.id,
    title: data.title,
    ...names,
    text: content.text.join('\n'),
    code: content.code.join('\n'),
  }));
}
