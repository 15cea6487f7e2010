// How long a lesson takes, counted from what its pages show. The count is made in the first language: for a Chinese text read at
// 350 characters a minute it comes out within a twentieth of it.
import { dirname } from 'node:path';
import type { MdastNode } from 'satteri';
import { exercisesOf } from './exercises.ts';
import { parseFrontmatter } from './frontmatter.ts';
import { languages } from './languages.ts';
import { cellOf, type Lesson, nameOf, pairOf, readRecording, readText } from './lesson.ts';
import { attribute, nodeText, readProse, sectionIdsOf } from './mdx.ts';
import { type Part, partsOf } from './pages.ts';
import { readTalk } from './pairs.ts';
import { isPythonColumn, pythonSection } from './python.ts';
import { cut } from './regions.ts';
import { wireSubjectOf } from './rungs.ts';
import { readWire } from './wire-file.ts';

/** What a reader goes through. */
export interface Reading {
  words: number;
  /** Lines of listings. */
  code: number;
  /** Lines of recorded output. */
  output: number;
  questions: number;
}

/** Words, or Chinese characters, a minute. */
const pace = { en: 200, zh: 350 };
/** Minutes for an exercise's text. */
const perExercise = 2;

const linesIn = (text: string) => text.split('\n').filter((line) => line.trim() !== '').length;

/** The number of words; in Chinese of characters, and of words in Latin letters. */
const wordsIn = (text: string, lang: keyof typeof pace) =>
  lang === 'zh'
    ? (text.match(/\p{Script=Han}|[\p{Script=Latin}\d][^\s\p{Script=Han}]*/gu) ?? []).length
    : text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

/** A part of a page, with what a reader goes through in it. */
interface Step extends Partial<Reading> {
  /** Whether it is a program to run. */
  isRun?: boolean;
}

/** The text of a table, without the columns for readers who know Python. */
const tableText = ({ children: rows }: Extract<MdastNode, { type: 'table' }>) =>
  rows
    .flatMap((row) => row.children.filter((_, column) => !isPythonColumn(rows[0]?.children[column])))
    .map((cell) => nodeText(cell as MdastNode))
    .join(' ');

/** The steps of a node, in the order of the page. Asides for readers who know Python do not count. */
function* stepsOf(node: MdastNode, lesson: Lesson, lang: keyof typeof pace): Generator<Step> {
  const root = dirname(lesson.dir);
  if (node.type === 'code') {
    yield { [node.lang === 'text' ? 'output' : 'code']: linesIn(node.value) };
    return;
  }
  if (node.type === 'paragraph' || node.type === 'heading') {
    yield { words: wordsIn(nodeText(node), lang) };
    return;
  }
  if (node.type === 'table') {
    yield { words: wordsIn(tableText(node), lang) };
    return;
  }
  if (node.type === 'mdxJsxFlowElement') {
    if (node.name === 'Python') return;
    const name = attribute(node, 'name') ?? '';
    if (node.name === 'Code') {
      const file = attribute(node, 'file') ?? '';
      const { text } = cut(
        readText(lesson.id, file, 'missing', root),
        nameOf(lesson.id, file),
        attribute(node, 'region'),
      );
      yield { code: linesIn(text) };
    }
    if (node.name === 'Cell') yield { output: linesIn(readRecording(lesson, cellOf(lesson, name))), isRun: true };
    if (node.name === 'Pair') yield { output: readTalk(lesson, pairOf(lesson, name)).length, isRun: true };
    if (node.name === 'Wire') {
      const { ladders } = readWire(lesson, wireSubjectOf(lesson, attribute(node, 'cell') ?? ''));
      yield { output: ladders.flatMap(({ rungs }) => rungs).length };
    }
    if (node.name === 'Quiz' || node.name === 'Predict') yield { questions: 1 };
  }
  if ('children' in node) for (const child of node.children) yield* stepsOf(child as MdastNode, lesson, lang);
}

/** The steps of a page, up to the section for readers who know Python. */
function* stepsOn(lesson: Lesson, part: Part): Generator<Step> {
  const { tree, written } = readProse(lesson.id, part, languages[0], dirname(lesson.dir));
  for (const node of tree.children) {
    if (node.type === 'heading' && nodeText(node) === pythonSection[written]) return;
    yield* stepsOf(node, lesson, written);
  }
}

function sum(steps: Iterable<Step>): Reading {
  const all: Reading = { words: 0, code: 0, output: 0, questions: 0 };
  for (const step of steps) for (const kind of Object.keys(all) as (keyof Reading)[]) all[kind] += step[kind] ?? 0;
  return all;
}

/**
 * What the reader of a page goes through, with its objectives and key points.
 * @throws Problem if the prose names a missing program, region, cell or pair
 */
export function readingOf(lesson: Lesson, part: Part): Reading {
  const { tree, written, name } = readProse(lesson.id, part, languages[0], dirname(lesson.dir));
  const yaml = tree.children.find((node) => node.type === 'yaml');
  const facts = Object.entries((yaml && (parseFrontmatter(yaml.value, name) as object)) ?? {});
  // The title is not read, and the summary is shown on the page "Going deeper" only.
  const shown = facts.filter(([field]) => field !== 'title' && (field !== 'summary' || part === 'deeper'));
  const head = { words: wordsIn(shown.flatMap(([, text]) => text).join(' '), written) };
  return sum([head, ...stepsOn(lesson, part)]);
}

/** What the reader of a page goes through before the first program to run, without its objectives. */
export function readingBeforeRun(lesson: Lesson, part: Part): Reading {
  const before: Step[] = [];
  for (const step of stepsOn(lesson, part)) {
    if (step.isRun) break;
    before.push(step);
  }
  return sum(before);
}

/** Minutes for what a reader goes through: 3.5 s a line of code, 2 s a line of output, a minute a question. Not rounded. */
const minutesOfReading = ({ words, code, output, questions }: Reading, written: keyof typeof pace): number =>
  words / pace[written] + (3.5 * code + 2 * output) / 60 + questions;

/** Minutes for a page: 200 words a minute, and what is on it. Not rounded. */
export function minutesFor(lesson: Lesson, part: Part): number {
  const { written } = readProse(lesson.id, part, languages[0], dirname(lesson.dir));
  return minutesOfReading(readingOf(lesson, part), written);
}

/**
 * Minutes for each section of a page, by its id, up to the section for readers who know Python. Not rounded.
 * @throws like readingOf
 */
export function sectionMinutes(lesson: Lesson, part: Part): Record<string, number> {
  const root = dirname(lesson.dir);
  const { tree, written } = readProse(lesson.id, part, languages[0], root);
  const ids = sectionIdsOf(lesson.id, part, languages[0], root);
  const sections = new Map<string, Step[]>();
  let steps: Step[] = [];
  for (const node of tree.children) {
    if (node.type === 'heading' && nodeText(node) === pythonSection[written]) break;
    if (node.type === 'heading' && node.depth === 2) {
      steps = [];
      sections.set(ids[sections.size] ?? '', steps);
    }
    steps.push(...stepsOf(node, lesson, written));
  }
  return Object.fromEntries([...sections].map(([id, all]) => [id, minutesOfReading(sum(all), written)]));
}

export interface Minutes {
  core: number;
  /** 0 if the lesson has no page "Going deeper". */
  deeper: number;
  exercises: number;
  /** The number of exercises. */
  count: number;
}

/** How long a lesson takes, in whole minutes. */
export function minutesOf(lesson: Lesson): Minutes {
  const root = dirname(lesson.dir);
  const has = (part: Part) => partsOf(lesson.id, root).includes(part);
  const whole = (part: Part) => (has(part) ? Math.max(1, Math.round(minutesFor(lesson, part))) : 0);
  const count = exercisesOf(lesson.id, root).length;
  return { core: whole('core'), deeper: whole('deeper'), exercises: perExercise * count, count };
}
