import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import type { Lang } from '../course/languages.ts';
import { cellOf, type Lesson, lessonIds, nameOf, readRecording, readText } from '../course/lesson.ts';
import { attribute, walk } from '../course/mdx.ts';
import { parts, proseFile, writtenIn } from '../course/pages.ts';
import { describeRung } from '../course/rungs.ts';
import { Problem } from '../project/problem.ts';
import { isPrinted } from './claims.ts';
import { cellsOn, has, isNamed, lineOf, type ProsePage, proseText, type Report, reporter } from './prose-page.ts';

/** Checks the questions of a lesson: their number, their ids and their choices, and that each comes before its answer. */
export function checkQuizzes(
  lesson: Lesson,
  lang: Lang,
  pages: readonly ProsePage[],
  problems: Problem[],
  root: string,
): void {
  const report = reporter(problems, pages[0]?.name ?? '');
  const seen = idsBefore(lesson, lang, root);
  let quizzes = 0;
  let claims = 0;
  for (const [index, { name, nodes }] of pages.entries()) {
    const onPage = reporter(problems, name);
    const own = nodes.filter((node) => isNamed(node, 'Quiz'));
    const before = pages.slice(0, index).flatMap((page) => page.nodes);
    for (const quiz of own) {
      const id = attribute(quiz, 'id') ?? '';
      if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id)) onPage(lineOf(quiz), `bad id "${id}"; write it in kebab-case`);
      const other = seen.get(id);
      if (other !== undefined) onPage(lineOf(quiz), `<Quiz id="${id}"> is also in ${other}; give each its own id`);
      seen.set(id, name);
      checkQuiz(lesson, quiz, { nodes, before }, onPage);
    }
    for (const choice of nodes.filter((node) => 'name' in node && node.name === 'Choice')) {
      if (!own.some((quiz) => (quiz.children as MdastNode[]).includes(choice))) {
        onPage(lineOf(choice), '<Choice> must be a direct child of <Quiz>, with an empty line after its tag');
      }
    }
    quizzes += own.length;
    claims += nodes.filter((node) => isNamed(node, 'Choice') && has(node, 'prints')).length;
  }
  if (quizzes < 2) report(undefined, `${quizzes} <Quiz>; every lesson needs at least two questions`);
  if (quizzes > 0 && claims === 0) {
    report(
      undefined,
      'no <Choice right prints="…">; at least one question of a lesson must be about the output of a cell',
    );
  }
}

/** The ids of the questions in the earlier lessons, each with its file. */
function idsBefore(lesson: Lesson, lang: Lang, root: string): Map<string, string> {
  const ids = new Map<string, string>();
  for (const before of lessonIds(root).filter((one) => one < lesson.id)) {
    for (const part of parts.filter((one) => writtenIn(before, one, root).includes(lang))) {
      const file = proseFile(part, lang);
      const found = readText(before, file, 'missing', root).matchAll(/<Quiz id="([^"]*)"/g);
      for (const [, id = ''] of found) ids.set(id, nameOf(before, file));
    }
  }
  return ids;
}

/** The page of a question. */
interface Where {
  nodes: readonly MdastNode[];
  /** The nodes of the pages before it. */
  before: readonly MdastNode[];
}

/** Checks one question: the question text, then the choices. One choice is right, and each has feedback. */
function checkQuiz(lesson: Lesson, quiz: MdxJsxFlowElement, where: Where, report: Report): void {
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
  if (cell !== undefined) checkClaims(lesson, { choices, cell, asked: line ?? 0 }, where, report);
  const wired = right[0] && attribute(right[0], 'wire');
  if (wired !== undefined)
    checkRungs(lesson, choices, wired, attribute(right[0] as MdxJsxFlowElement, 'shows') ?? '', report);
}

/** Compares the rungs that the choices name, each by its number, with what crossed the wire: only the right one is what is asked. */
function checkRungs(
  lesson: Lesson,
  choices: readonly MdxJsxFlowElement[],
  name: string,
  wanted: string,
  report: Report,
): void {
  for (const choice of choices) {
    const [, number] = /(\d+)/.exec(proseText(choice.children[0] as MdastNode)) ?? [];
    try {
      const shown = describeRung(lesson, name, Number(number));
      if ((shown === wanted) === has(choice, 'right')) continue;
      const marked = has(choice, 'right') ? 'right' : 'wrong';
      report(lineOf(choice), `this answer is marked ${marked}, but rung ${number} of ${name} is "${shown}"`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report(lineOf(choice), error.message);
    }
  }
}

/** The lines that a choice claims are printed, in parts: each inline code is one line, each block is consecutive lines. */
function claimOf(choice: MdxJsxFlowElement): string[][] {
  const [first] = choice.children as MdastNode[];
  if (first === undefined) return [];
  const pieces = [...walk(first)].filter((node) => node.type === 'inlineCode' || node.type === 'code');
  return pieces.map(({ value }) => value.split('\n').map((line) => line.trimEnd()));
}

/** Compares the claims of the choices with the recording of the cell that the right choice names. */
function checkClaims(
  lesson: Lesson,
  { choices, cell, asked }: { choices: readonly MdxJsxFlowElement[]; cell: string; asked: number },
  { nodes, before }: Where,
  report: Report,
): void {
  let recording: string;
  try {
    recording = readRecording(lesson, cellOf(lesson, cell));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    report(asked, error.message);
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
  const line = cellsOn(lesson, nodes).get(cell);
  if (cellsOn(lesson, before).has(cell) || (line !== undefined && line < asked)) {
    report(
      asked,
      `asks about the output of <Cell name="${cell}" />, which is already shown; move the question before it`,
    );
  }
}
