import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import { mdxToMdast } from 'satteri';
import { quotesOf, tieRemarks } from '../course/annotations.ts';
import {
  cellOf,
  frontmatter,
  type Lesson,
  lessonIds,
  nameOf,
  parseFrontmatter,
  readRecording,
  readText,
} from '../course/lesson.ts';
import { attribute, type Element } from '../course/mdx.ts';
import { cut } from '../course/regions.ts';
import { gather, Problem } from '../project/problem.ts';

/** The components a lesson's prose may use, and the attributes each must have. */
const components: Record<string, readonly string[]> = {
  Code: ['file'],
  Cell: ['name'],
  Figure: ['name'],
  Chart: ['name'],
  Predict: [],
  Answer: [],
  Hint: [],
  Quiz: ['id'],
  Choice: [],
};

/** The sections every lesson ends with, as each language calls them. */
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
 * Checks one lesson's prose in one language: its frontmatter, everything it names, the code it may not hold, the sections
 * it must have.
 * @param figures the names of the drawings there are
 * @returns one Problem per mistake
 */
export function checkProse(lesson: Lesson, lang: string, figures: readonly string[], root: string): Problem[] {
  const file = `${lang}.mdx`;
  const name = nameOf(lesson.id, file);
  const problems: Problem[] = [];
  const report = (line: number | undefined, remedy: string) => {
    problems.push(new Problem(line === undefined ? name : `${name}:${line}`, remedy));
  };

  const source = readText(lesson.id, file, 'missing; every lesson has its prose in every language', root);
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
        report(line, `no component <${component}>; there are ${Object.keys(components).join(', ')}`);
      continue;
    }
    const missing = needs.find((one) => attribute(node, one) === undefined);
    if (missing !== undefined) {
      report(line, `<${component}> needs ${missing}="…"`);
      continue;
    }
    try {
      if (component === 'Code') checkListing(lesson, node as MdxJsxFlowElement, name, root);
      if (component === 'Cell') cells.add(cellOf(lesson, attribute(node, 'name') ?? '').name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report(line, error.message);
    }
    const figure = attribute(node, 'name') ?? '';
    if (component === 'Figure' && !figures.includes(figure)) {
      report(line, `no figure "${figure}"; there are ${figures.join(', ')}`);
    }
  }

  for (const cell of lesson.cells) {
    if (!cells.has(cell.name)) report(undefined, `cell "${cell.name}" is not shown; add <Cell name="${cell.name}" />`);
  }
  if (!nodes.some((node) => 'name' in node && node.name === 'Predict')) {
    report(undefined, 'no <Predict>; every lesson asks for a prediction before it tells');
  }
  checkQuizzes(lesson, lang, nodes, report, root);
  const sections = nodes.filter((node) => node.type === 'heading' && node.depth === 2).map(proseText);
  for (const [index, wanted] of (lastSections[lang] ?? []).entries()) {
    if (sections.at(index - 2) !== wanted)
      report(undefined, `its last two sections must be ${lastSections[lang]?.join(', then ')}`);
  }
  return problems;
}

function checkListing(lesson: Lesson, node: MdxJsxFlowElement, name: string, root: string): void {
  const file = attribute(node, 'file') ?? '';
  const region = attribute(node, 'region');
  const program = nameOf(lesson.id, file);
  const listing = cut(readText(lesson.id, file, `missing; ${name} shows it`, root), program, region);
  tieRemarks(quotesOf(node), listing.text, [program, region].filter(Boolean).join(' '));
}

const isNamed = (node: MdastNode, name: string): node is MdxJsxFlowElement =>
  node.type === 'mdxJsxFlowElement' && node.name === name;
const lineOf = (node: MdastNode) => node.position?.start.line;
const has = (element: Element, name: string) => element.attributes.some((one) => 'name' in one && one.name === name);

/** Checks the questions of a lesson: enough of them, each with a name of its own, sound, and asked before it is answered. */
function checkQuizzes(lesson: Lesson, lang: string, nodes: readonly MdastNode[], report: Report, root: string): void {
  const quizzes = nodes.filter((node) => isNamed(node, 'Quiz'));
  if (quizzes.length < 2) {
    report(undefined, `${quizzes.length} <Quiz>; every lesson asks two questions at least before it tells`);
  }
  const seen = idsBefore(lesson, lang, root);
  for (const quiz of quizzes) {
    const id = attribute(quiz, 'id') ?? '';
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) report(lineOf(quiz), `bad id "${id}"; write it in kebab-case`);
    const other = seen.get(id);
    if (other !== undefined) report(lineOf(quiz), `<Quiz id="${id}"> stands in ${other} too; give each its own id`);
    seen.set(id, nameOf(lesson.id, `${lang}.mdx`));
    checkQuiz(lesson, quiz, nodes, report);
  }
  for (const choice of nodes.filter((node) => 'name' in node && node.name === 'Choice')) {
    if (!quizzes.some((quiz) => (quiz.children as MdastNode[]).includes(choice))) {
      report(lineOf(choice), '<Choice> belongs right inside a <Quiz>, with an empty line after its tag');
    }
  }
  const claims = nodes.some((node) => isNamed(node, 'Choice') && has(node, 'prints'));
  if (quizzes.length > 0 && !claims) {
    report(undefined, 'no <Choice right prints="…">; one question of a lesson at least is about what a cell prints');
  }
}

/** The ids of the questions in the lessons before this one, each with the file it stands in. */
function idsBefore(lesson: Lesson, lang: string, root: string): Map<string, string> {
  const ids = new Map<string, string>();
  const file = `${lang}.mdx`;
  for (const before of lessonIds(root).filter((one) => one < lesson.id && existsSync(join(root, one, file)))) {
    const found = readText(before, file, 'missing', root).matchAll(/<Quiz id="([^"]*)"/g);
    for (const [, id = ''] of found) ids.set(id, nameOf(before, file));
  }
  return ids;
}

/** Checks one question: what is asked, then its choices, one of them right, each with its feedback. */
function checkQuiz(lesson: Lesson, quiz: MdxJsxFlowElement, nodes: readonly MdastNode[], report: Report): void {
  const children = quiz.children as MdastNode[];
  const choices = children.filter((child) => isNamed(child, 'Choice'));
  const right = choices.filter((choice) => has(choice, 'right'));
  const wrong = choices.filter((choice) => !has(choice, 'right'));
  const name = `<Quiz id="${attribute(quiz, 'id')}">`;
  const line = lineOf(quiz);
  if (right.length !== 1) report(line, `${name} has ${right.length} right choices; exactly one is <Choice right>`);
  if (wrong.length < 2) report(line, `${name} has ${wrong.length} wrong choices; two at least`);
  const asked = children.length - choices.length;
  if (asked === 0 || children.slice(asked).some((child) => !isNamed(child, 'Choice'))) {
    report(line, `${name} must ask first, and end with its choices`);
  }
  for (const choice of choices) {
    const [first, ...feedback] = choice.children as MdastNode[];
    if (first?.type !== 'paragraph' && first?.type !== 'code') {
      report(lineOf(choice), '<Choice> must begin with a paragraph or a block of output: what is chosen');
    } else if ([...walk(first)].some((one) => one.type === 'link')) {
      report(lineOf(choice), 'a link in what is chosen; put it into the feedback, so that a click means one thing');
    }
    if (feedback.map(proseText).join('').trim() === '') {
      report(lineOf(choice), '<Choice> has no feedback; say below it why it is right, or what it would take to be');
    }
    if (has(choice, 'prints') && !has(choice, 'right')) {
      report(lineOf(choice), 'prints="…" belongs to the right choice; the wrong ones are held against the same cell');
    }
  }
  const cell = right[0] && attribute(right[0], 'prints');
  if (cell !== undefined) checkClaims(lesson, { choices, cell, before: line ?? 0 }, nodes, report);
}

/** The lines that a choice says are printed, piece by piece: each inline code is a line, each block some lines on end. */
function claimOf(choice: MdxJsxFlowElement): string[][] {
  const [first] = choice.children as MdastNode[];
  if (first === undefined) return [];
  const pieces = [...walk(first)].filter((node) => node.type === 'inlineCode' || node.type === 'code');
  return pieces.map(({ value }) => value.split('\n').map((line) => line.trimEnd()));
}

/** Whether the pieces occur in a recording, whole lines and in this order. A single line may be indented there. */
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

/** Holds what the choices of a question claim against the recording of the cell that the right one names. */
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
      report(lineOf(choice), `what is chosen here must be in ${cell}.out.txt, in whole lines and in order`);
    }
    if (!has(choice, 'right') && printed) {
      report(lineOf(choice), `what is chosen here is in ${cell}.out.txt, so it is not wrong`);
    }
  }
  const shown = nodes.find((node) => isNamed(node, 'Cell') && attribute(node, 'name') === cell);
  if (shown !== undefined && (lineOf(shown) ?? 0) < before) {
    report(before, `asks what <Cell name="${cell}" /> has shown already; ask before it`);
  }
}
