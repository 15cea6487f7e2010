import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import { mdxToMdast } from 'satteri';
import { locateAnnotations, quotesOf } from '../course/annotations.ts';
import {
  cellOf,
  frontmatter,
  type Lesson,
  lessonIds,
  nameOf,
  pairOf,
  parseFrontmatter,
  readRecording,
  readText,
  talkOf,
} from '../course/lesson.ts';
import { attribute, type Element } from '../course/mdx.ts';
import { crossingsOf, labelsOf, readTalk } from '../course/pairs.ts';
import { cut } from '../course/regions.ts';
import { gather, Problem } from '../project/problem.ts';

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
  Quiz: ['id'],
  Choice: [],
};

/** The titles of the last sections of every lesson, by language. */
const lastSections: Record<string, readonly string[]> = {
  en: ['Exercises', 'Coming from Python'],
  zh: ['练习', '从 Python 过来'],
};

type Report = (line: number | undefined, remedy: string) => void;

function* walk(node: MdastNode): Generator<MdastNode> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child as MdastNode);
}

const proseText = (node: MdastNode): string =>
  [...walk(node)].map((one) => (one.type === 'text' || one.type === 'inlineCode' ? one.value : '')).join('');

/**
 * Checks one lesson's prose in one language: its frontmatter, that everything it names exists, that it contains no
 * TypeScript of its own, and that it has the required sections.
 * @param figures the names of the existing drawings
 * @returns one Problem for each mistake
 */
export function checkProse(lesson: Lesson, lang: string, figures: readonly string[], root: string): Problem[] {
  const file = `${lang}.mdx`;
  const name = nameOf(lesson.id, file);
  const problems: Problem[] = [];
  const report = (line: number | undefined, remedy: string) => {
    problems.push(new Problem(line === undefined ? name : `${name}:${line}`, remedy));
  };

  const source = readText(lesson.id, file, 'missing; every lesson needs its prose in every language', root);
  let tree: MdastNode;
  try {
    tree = mdxToMdast(source);
  } catch (error) {
    return [new Problem(name, `not MDX: ${(error as Error).message.split('\n')[0]}`)];
  }
  const nodes = [...walk(tree)];

  const yaml = nodes.find((node) => node.type === 'yaml');
  gather(problems, () => {
    const facts = frontmatter.safeParse(yaml === undefined ? undefined : parseFrontmatter(yaml.value, name));
    for (const issue of facts.error?.issues ?? []) {
      problems.push(new Problem(`${name}: ${issue.path.join('.') || 'frontmatter'}`, issue.message));
    }
  });

  const cells = new Set<string>();
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
        report(line, `no component <${component}>; choose one of ${Object.keys(components).join(', ')}`);
      continue;
    }
    const missing = needs.find((one) => attribute(node, one) === undefined);
    if (missing !== undefined) {
      report(line, `<${component}> needs ${missing}="…"`);
      continue;
    }
    try {
      if (component === 'Code') checkListing(lesson, node as MdxJsxFlowElement, name, root);
      if (component === 'Cell') cellOf(lesson, attribute(node, 'name') ?? '');
      for (const cell of shownBy(lesson, node)) cells.add(cell);
      if (component === 'Pair') checkPair(lesson, node as MdxJsxFlowElement);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report(line, error.message);
    }
    const figure = attribute(node, 'name') ?? '';
    if (component === 'Figure' && !figures.includes(figure)) {
      report(line, `no figure "${figure}"; choose one of ${figures.join(', ')}`);
    }
  }

  for (const cell of lesson.cells) {
    if (!cells.has(cell.name)) report(undefined, `cell "${cell.name}" is not shown; add <Cell name="${cell.name}" />`);
  }
  if (!nodes.some((node) => 'name' in node && node.name === 'Predict')) {
    report(undefined, 'no <Predict>; every lesson needs a question that asks for a prediction');
  }
  checkQuizzes(lesson, lang, nodes, report, root);
  const sections = nodes.filter((node) => node.type === 'heading' && node.depth === 2).map(proseText);
  for (const [index, wanted] of (lastSections[lang] ?? []).entries()) {
    if (sections.at(index - 2) !== wanted)
      report(undefined, `its last two sections must be ${lastSections[lang]?.join(', then ')}`);
  }
  return problems;
}

/** The names of the cells that an element shows. */
function shownBy(lesson: Lesson, node: Element): string[] {
  const name = attribute(node, 'name') ?? '';
  if (node.name === 'Cell') return [name];
  const pair = node.name === 'Pair' ? lesson.pairs.find((one) => one.name === name) : undefined;
  return pair === undefined ? [] : [pair.server, pair.client];
}

function checkPair(lesson: Lesson, node: MdxJsxFlowElement): void {
  const pair = pairOf(lesson, attribute(node, 'name') ?? '');
  const file = nameOf(lesson.id, talkOf(pair));
  if (node.children[0]?.type !== 'paragraph') throw new Problem(file, '<Pair> must start with its title, a paragraph');
  crossingsOf(labelsOf(node), readTalk(lesson, pair), file);
}

function checkListing(lesson: Lesson, node: MdxJsxFlowElement, name: string, root: string): void {
  const file = attribute(node, 'file') ?? '';
  const region = attribute(node, 'region');
  const program = nameOf(lesson.id, file);
  const listing = cut(readText(lesson.id, file, `missing; ${name} shows it`, root), program, region);
  locateAnnotations(quotesOf(node), listing.text, [program, region].filter(Boolean).join(' '));
}

const isNamed = (node: MdastNode, name: string): node is MdxJsxFlowElement =>
  node.type === 'mdxJsxFlowElement' && node.name === name;
const lineOf = (node: MdastNode) => node.position?.start.line;
const has = (element: Element, name: string) => element.attributes.some((one) => 'name' in one && one.name === name);

/** Checks the questions of a lesson: their number, their ids and their choices, and that each comes before its answer. */
function checkQuizzes(lesson: Lesson, lang: string, nodes: readonly MdastNode[], report: Report, root: string): void {
  const quizzes = nodes.filter((node) => isNamed(node, 'Quiz'));
  if (quizzes.length < 2) {
    report(undefined, `${quizzes.length} <Quiz>; every lesson needs at least two questions`);
  }
  const seen = idsBefore(lesson, lang, root);
  for (const quiz of quizzes) {
    const id = attribute(quiz, 'id') ?? '';
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) report(lineOf(quiz), `bad id "${id}"; write it in kebab-case`);
    const other = seen.get(id);
    if (other !== undefined) report(lineOf(quiz), `<Quiz id="${id}"> is also in ${other}; give each its own id`);
    seen.set(id, nameOf(lesson.id, `${lang}.mdx`));
    checkQuiz(lesson, quiz, nodes, report);
  }
  for (const choice of nodes.filter((node) => 'name' in node && node.name === 'Choice')) {
    if (!quizzes.some((quiz) => (quiz.children as MdastNode[]).includes(choice))) {
      report(lineOf(choice), '<Choice> must be a direct child of <Quiz>, with an empty line after its tag');
    }
  }
  const claims = nodes.some((node) => isNamed(node, 'Choice') && has(node, 'prints'));
  if (quizzes.length > 0 && !claims) {
    report(
      undefined,
      'no <Choice right prints="…">; at least one question of a lesson must be about the output of a cell',
    );
  }
}

/** The ids of the questions in the earlier lessons, each with its file. */
function idsBefore(lesson: Lesson, lang: string, root: string): Map<string, string> {
  const ids = new Map<string, string>();
  const file = `${lang}.mdx`;
  for (const before of lessonIds(root).filter((one) => one < lesson.id && existsSync(join(root, one, file)))) {
    const found = readText(before, file, 'missing', root).matchAll(/<Quiz id="([^"]*)"/g);
    for (const [, id = ''] of found) ids.set(id, nameOf(before, file));
  }
  return ids;
}

/** Checks one question: the question text, then the choices. One choice is right, and each has feedback. */
function checkQuiz(lesson: Lesson, quiz: MdxJsxFlowElement, nodes: readonly MdastNode[], report: Report): void {
  const children = quiz.children as MdastNode[];
  const choices = children.filter((child) => isNamed(child, 'Choice'));
  const right = choices.filter((choice) => has(choice, 'right'));
  const wrong = choices.filter((choice) => !has(choice, 'right'));
  const name = `<Quiz id="${attribute(quiz, 'id')}">`;
  const line = lineOf(quiz);
  if (right.length !== 1) report(line, `${name} has ${right.length} right choices; exactly one is <Choice right>`);
  if (wrong.length < 2) report(line, `${name} has ${wrong.length} wrong choices; at least two are needed`);
  const asked = children.length - choices.length;
  if (asked === 0 || children.slice(asked).some((child) => !isNamed(child, 'Choice'))) {
    report(line, `${name} must start with the question and end with its choices`);
  }
  for (const choice of choices) {
    const [first, ...feedback] = choice.children as MdastNode[];
    if (first?.type !== 'paragraph' && first?.type !== 'code') {
      report(lineOf(choice), '<Choice> must start with its answer: a paragraph or a block of output');
    } else if ([...walk(first)].some((one) => one.type === 'link')) {
      report(
        lineOf(choice),
        'a link in the answer of a <Choice>; move it into the feedback, because a click on the answer chooses it',
      );
    }
    if (feedback.map(proseText).join('').trim() === '') {
      report(lineOf(choice), '<Choice> has no feedback; explain below it why it is right or wrong');
    }
    if (has(choice, 'prints') && !has(choice, 'right')) {
      report(lineOf(choice), 'prints="…" belongs on the right choice; the wrong ones are compared with the same cell');
    }
  }
  const cell = right[0] && attribute(right[0], 'prints');
  if (cell !== undefined) checkClaims(lesson, { choices, cell, before: line ?? 0 }, nodes, report);
}

/** The lines that a choice claims are printed, in parts: each inline code is one line, each block is consecutive lines. */
function claimOf(choice: MdxJsxFlowElement): string[][] {
  const [first] = choice.children as MdastNode[];
  if (first === undefined) return [];
  const pieces = [...walk(first)].filter((node) => node.type === 'inlineCode' || node.type === 'code');
  return pieces.map(({ value }) => value.split('\n').map((line) => line.trimEnd()));
}

/** Whether a recording contains the parts as whole lines, in this order. A part of one line may be indented there. */
function isPrinted(claim: readonly string[][], recording: string): boolean {
  const lines = recording.split('\n').map((line) => line.trimEnd());
  let from = 0;
  for (const piece of claim) {
    const [only] = piece.length === 1 ? piece : [];
    const at = lines.findIndex(
      (_, index) =>
        index >= from &&
        (only === undefined
          ? piece.every((line, offset) => lines[index + offset] === line)
          : lines[index]?.trim() === only.trim()),
    );
    if (at < 0) return false;
    from = at + piece.length;
  }
  return true;
}

/** Compares the claims of the choices with the recording of the cell that the right choice names. */
function checkClaims(
  lesson: Lesson,
  { choices, cell, before }: { choices: readonly MdxJsxFlowElement[]; cell: string; before: number },
  nodes: readonly MdastNode[],
  report: Report,
): void {
  let recording: string;
  try {
    recording = readRecording(lesson, cellOf(lesson, cell));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    report(before, error.message);
    return;
  }
  for (const choice of choices) {
    const claim = claimOf(choice);
    const printed = claim.length > 0 && isPrinted(claim, recording);
    if (has(choice, 'right') && !printed) {
      report(
        lineOf(choice),
        `this answer is marked right, but ${cell}.out.txt does not contain it in whole lines and in order`,
      );
    }
    if (!has(choice, 'right') && printed) {
      report(lineOf(choice), `this answer is marked wrong, but ${cell}.out.txt contains it`);
    }
  }
  const shown = nodes.find(
    (node) => (isNamed(node, 'Cell') || isNamed(node, 'Pair')) && shownBy(lesson, node).includes(cell),
  );
  if (shown !== undefined && (lineOf(shown) ?? 0) < before) {
    report(
      before,
      `asks about the output of <Cell name="${cell}" />, which is already shown; move the question before it`,
    );
  }
}
