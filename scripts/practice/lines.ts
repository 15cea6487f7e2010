// The longer texts of `npm run practice`, as lines.
import { type Exercise, hasCheck, readPart, textOf } from '../course/exercises.ts';
import type { Lang } from '../course/languages.ts';
import { explain, tellUntried } from '../judge/explain.ts';
import type { Failure, Pass } from '../judge/verdict.ts';
import type { Progress } from '../pupil/merge.ts';
import { wrap } from '../terminal/columns.ts';
import { shown } from '../terminal/command.ts';
import { plain } from '../terminal/markdown.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Screen } from '../terminal/screen.ts';
import { countPassed, groupTitle, isPassed } from './course.ts';
import type { Words } from './words.ts';

export interface Voice {
  lang: Lang;
  words: Words;
  screen: Screen;
}

/** The lesson, the exercise and its task. */
export function placeLines(
  exercise: Exercise,
  all: readonly Exercise[],
  progress: Progress,
  { lang, words, screen }: Voice,
): string[] {
  const siblings = all.filter(({ lesson }) => lesson === exercise.lesson);
  const text = textOf(exercise, lang);
  const at = words.exercise(siblings.indexOf(exercise) + 1, siblings.length, text.title);
  const state = isPassed(exercise, progress) ? ` (${words.passedBefore})` : '';
  const columns = screen.columns();
  const bold = (line: string) => wrap(line, columns).map((one) => screen.paint('bold', one));
  return [
    '',
    ...bold(groupTitle(exercise, lang, words)),
    ...bold(`${at}${state}`),
    `${exercise.id} · ${words.summary(countPassed(all, progress), all.length)}`,
    '',
    ...plain(text.task, columns),
    '',
    ...wrap(words.yourFile(shown(exercise.work)), columns),
    ...wrap(hasCheck(exercise) ? words.judgedAtSave : words.judgedLater, columns),
  ];
}

/** The lines for a program that passed: the sentence `said`, and the skipped parts. */
export function passLines(said: string, verdict: Pass, { lang, screen }: Voice): string[] {
  return [
    screen.paint('green', said),
    ...tellUntried(verdict, lang).flatMap((line) => wrap(oneLine(line), screen.columns(), '  ')),
  ];
}

/** The lines for a program that did not pass. */
export function failureLines(exercise: Exercise, failure: Failure, { lang, words, screen }: Voice): string[] {
  return [
    screen.paint('red', words.notYet(exercise.id)),
    ...explain(failure, lang).flatMap((line) => wrap(oneLine(line), screen.columns(), '  ')),
  ];
}

/**
 * One of an exercise's hints.
 * @param number counted from 1
 */
export function hintLines(hints: readonly string[], number: number, { words, screen }: Voice): string[] {
  return ['', ...plain(words.hint(number, hints.length) + (hints[number - 1] ?? ''), screen.columns())];
}

/** A solution, and its explanation. */
export function solutionLines(exercise: Exercise, { lang, words, screen }: Voice): string[] {
  const code = readPart(exercise, 'solution.ts').trimEnd().split('\n');
  return [
    '',
    words.solution(exercise.id),
    '',
    ...code.map((line) => `  ${line}`.trimEnd()),
    '',
    ...plain(words.why + textOf(exercise, lang).why, screen.columns()),
  ];
}
