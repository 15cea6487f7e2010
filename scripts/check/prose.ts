import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import * as v from 'valibot';
import { locateAnnotations, quotesOf } from '../course/annotations.ts';
import { deeperFrontmatter, frontmatter, parseFrontmatter } from '../course/frontmatter.ts';
import type { Lang } from '../course/languages.ts';
import { cellOf, type Lesson, nameOf, pairOf, readText, talkOf } from '../course/lesson.ts';
import { attribute, type Element, idsOf, readProse, walk } from '../course/mdx.ts';
import { partsOf } from '../course/pages.ts';
import { crossingsOf, labelsOf, readTalk } from '../course/pairs.ts';
import { pythonSection } from '../course/python.ts';
import { cut } from '../course/regions.ts';
import { checkRung, wireSubjectOf } from '../course/rungs.ts';
import { problemOf } from '../course/shape.ts';
import { readWire } from '../course/wire-file.ts';
import { oneOf } from '../project/meant.ts';
import { gather, Problem } from '../project/problem.ts';
import { checkLinks, ownPlaces } from './links.ts';
import { cellsOn, isNamed, lineOf, type ProsePage, proseText, reporter } from './prose-page.ts';
import { checkQuizzes } from './quizzes.ts';

/** The components that a lesson's prose may use, and the attributes that each must have. */
const components: Record<string, readonly string[]> = {
  Code: ['file'],
  Cell: ['name'],
  Pair: ['name'],
  Figure: ['name'],
  Chart: ['name'],
  Predict: [],
  Answer: [],
  Hint: [],
  Python: [],
  Quiz: ['id'],
  Choice: [],
  Try: ['cell'],
  Wire: ['cell'],
  Rung: ['cell', 'number', 'what'],
};

/**
 * Checks one lesson's prose in one language: its frontmatter, that everything it names exists, that it contains no
 * TypeScript of its own, and that it has the required sections. A page that is not written in this language is not checked.
 * @param figures the names of the existing drawings
 * @returns one Problem for each mistake
 * @throws Problem if a page is not MDX
 */
export function checkProse(lesson: Lesson, lang: Lang, figures: readonly string[], root: string): Problem[] {
  const problems: Problem[] = [];
  const pages = partsOf(lesson.id, root).map((part): ProsePage => {
    const { tree, ...page } = readProse(lesson.id, part, lang, root);
    return { ...page, part, nodes: [...walk(tree)] };
  });
  for (const page of pages.filter(({ written }) => written === lang)) {
    problems.push(...checkPage(lesson, page, figures, root), ...checkLinks(lesson, page, root));
  }
  const [core] = pages;
  if (core?.written === lang) problems.push(...checkWhole(lesson, lang, pages, root));
  return problems;
}

/** Checks what can be seen in one page. */
function checkPage(
  lesson: Lesson,
  { part, written, name, nodes }: ProsePage,
  figures: readonly string[],
  root: string,
) {
  const problems: Problem[] = [];
  const report = reporter(problems, name);
  const yaml = nodes.find((node) => node.type === 'yaml');
  gather(problems, () => {
    const shape = part === 'core' ? frontmatter : deeperFrontmatter;
    const { issues = [] } = v.safeParse(shape, yaml === undefined ? undefined : parseFrontmatter(yaml.value, name));
    problems.push(...issues.map((issue) => problemOf(issue, name, 'frontmatter')));
  });

  for (const node of nodes) {
    const line = node.position?.start.line;
    if (node.type === 'code' && /^(ts|typescript|js|javascript)$/.test(node.lang ?? '') && node.meta !== 'wrong') {
      report(line, 'code pasted into prose; cut it from a program with <Code file="…" region="…" />');
    }
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') continue;
    const component = node.name ?? '';
    const needs = components[component];
    if (needs === undefined) {
      if (/^[A-Z]/.test(component))
        report(line, `no component <${component}>; ${oneOf(component, Object.keys(components))}`);
      continue;
    }
    const missing = needs.find((one) => attribute(node, one) === undefined);
    if (missing !== undefined) {
      report(line, `<${component}> needs ${missing}="…"`);
      continue;
    }
    if ([...walk(node)].some(({ type }) => type === 'heading')) {
      report(line, `<${component}> contains a heading; move it out, because only a section of the page has one`);
    }
    try {
      if (component === 'Code') checkListing(lesson, node as MdxJsxFlowElement, name, root);
      if (component === 'Cell') cellOf(lesson, attribute(node, 'name') ?? '');
      if (component === 'Pair') checkPair(lesson, node as MdxJsxFlowElement);
      if (component === 'Wire') readWire(lesson, wireSubjectOf(lesson, attribute(node, 'cell') ?? ''));
      if (component === 'Rung') checkNamedRung(lesson, node, nodes);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report(line, error.message);
    }
    const figure = attribute(node, 'name') ?? '';
    if (component === 'Figure' && !figures.includes(figure)) {
      report(line, `no figure "${figure}"; ${oneOf(figure, figures)}`);
    }
  }
  const shown = cellsOn(lesson, nodes);
  for (const cell of lesson.cells.filter(({ name }) => shown.has(name))) {
    if (cell.with === undefined || shown.has(cell.with)) continue;
    report(
      shown.get(cell.name),
      `cell "${cell.name}" needs "${cell.with}", which is not on this page; show it here, too`,
    );
  }
  for (const node of nodes.filter((one) => isNamed(one, 'Try'))) {
    const cell = attribute(node, 'cell') ?? '';
    if (cell !== '' && !shown.has(cell)) report(lineOf(node), `<Try cell="${cell}">: this page shows no such cell`);
  }
  const sections = nodes.filter((node) => node.type === 'heading' && node.depth === 2).map(proseText);
  if (part === 'core' && sections.at(-1) !== pythonSection[written]) {
    report(undefined, `its last section must be ${pythonSection[written]}`);
  }
  return problems;
}

/** Checks what both pages of a lesson must have together. */
function checkWhole(lesson: Lesson, lang: Lang, pages: readonly ProsePage[], root: string): Problem[] {
  const problems: Problem[] = [];
  const [core] = pages;
  const report = reporter(problems, core?.name ?? '');
  const nodes = pages.flatMap((page) => page.nodes);
  const cells = cellsOn(lesson, nodes);
  for (const cell of lesson.cells) {
    if (!cells.has(cell.name)) report(undefined, `cell "${cell.name}" is not shown; add <Cell name="${cell.name}" />`);
  }
  if (!nodes.some((node) => 'name' in node && node.name === 'Predict')) {
    report(undefined, 'no <Predict>; every lesson needs a question that asks for a prediction');
  }
  checkQuizzes(lesson, lang, pages, problems, root);
  const seen = new Set(ownPlaces);
  for (const { part, name } of pages) {
    for (const id of idsOf(lesson.id, part, lang, root)) {
      if (seen.has(id))
        reporter(problems, name)(undefined, `the section "${id}" has a name that is taken; choose another heading`);
      seen.add(id);
    }
  }
  return problems;
}

function checkPair(lesson: Lesson, node: MdxJsxFlowElement): void {
  const pair = pairOf(lesson, attribute(node, 'name') ?? '');
  const file = nameOf(lesson.id, talkOf(pair));
  if (node.children[0]?.type !== 'paragraph') throw new Problem(file, '<Pair> must start with its title, a paragraph');
  crossingsOf(labelsOf(node), readTalk(lesson, pair), file);
}

/** A rung that the prose names must be on the page, and its text must have its number. */
function checkNamedRung(lesson: Lesson, node: Element, nodes: readonly MdastNode[]): void {
  const [cell = '', number = '', what = ''] = ['cell', 'number', 'what'].map((name) => attribute(node, name));
  checkRung(lesson, cell, Number(number), what);
  const where = `<Rung cell="${cell}" number="${number}">`;
  if (!nodes.some((one) => isNamed(one, 'Wire') && attribute(one, 'cell') === cell))
    throw new Problem(where, `this page has no <Wire cell="${cell}">`);
  if (!new RegExp(`(?<!\\d)${number}(?!\\d)`).test(proseText(node as MdastNode)))
    throw new Problem(where, `its text does not have the number ${number}`);
}

function checkListing(lesson: Lesson, node: MdxJsxFlowElement, name: string, root: string): void {
  const file = attribute(node, 'file') ?? '';
  const region = attribute(node, 'region');
  const program = nameOf(lesson.id, file);
  const listing = cut(readText(lesson.id, file, `missing; ${name} shows it`, root), program, region);
  locateAnnotations(quotesOf(node), listing.text, [program, region].filter(Boolean).join(' '));
}
