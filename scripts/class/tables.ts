// The report of a class in a terminal.
import { type Exercise, textOf } from '../course/exercises.ts';
import { type Lang, tags } from '../course/languages.ts';
import { countPassed, nextOpen } from '../practice/course.ts';
import { table, width } from '../terminal/columns.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Screen } from '../terminal/screen.ts';
import type { Pupil } from './collect.ts';
import { questionText } from './questions.ts';
import { choiceOf, type ExerciseTally, type QuestionTally } from './tally.ts';
import type { ClassWords } from './words.ts';

/** Everything that a report shows. */
export interface Report {
  /** Sorted by name. */
  pupils: readonly Pupil[];
  lessons: readonly string[];
  exercises: readonly Exercise[];
  exerciseTallies: readonly ExerciseTally[];
  /** Whether programs were judged, so that only what they prove counts. */
  isJudged: boolean;
  /** The number of files that could not be read. */
  unread: number;
}

/** Sorts pupils by name, numbers in names by value. */
export function byName(pupils: readonly Pupil[], lang: Lang): Pupil[] {
  const { compare } = new Intl.Collator(tags[lang], { numeric: true });
  return pupils.toSorted((a, b) => compare(a.name, b.name));
}

/**
 * The cells of one pupil in the table of pupils.
 * @param questions those that were answered
 */
export function pupilRow(
  pupil: Pupil,
  { lessons, exercises, isJudged }: Report,
  questions: readonly QuestionTally[],
  words: ClassWords,
): string[] {
  const { name, progress, hasFile, claims } = pupil;
  const answered = questions.filter(({ question }) => choiceOf(pupil, question) !== undefined).length;
  const read = lessons.filter((id) => Object.hasOwn(progress.read, id)).length;
  return [
    name,
    hasFile ? `${read}/${lessons.length}` : words.unknown,
    hasFile ? String(answered) : words.unknown,
    `${countPassed(exercises, progress)}/${exercises.length}`,
    ...(isJudged ? [String(claims.length)] : []),
    nextOpen(exercises, progress)?.id ?? words.done,
  ];
}

/** The table of pupils. */
function pupilLines(report: Report, questions: readonly QuestionTally[], words: ClassWords): string[] {
  const columns = report.isJudged ? words.judgedColumns : words.columns;
  const rows = report.pupils.map((pupil) => pupilRow(pupil, report, questions, words));
  return table([columns, ...rows], [1, 2, 3, ...(report.isJudged ? [4] : [])]);
}

/** What pupils claim and no program proves, with the reason. */
function claimLines({ pupils }: Report, words: ClassWords): string[] {
  const rows = pupils.flatMap(({ name, claims }) => claims.map(({ id, why }) => [name, id, oneLine(why)]));
  return rows.length === 0 ? [] : ['', words.claims, ...table(rows)];
}

/** The table of exercises that pupils tried. */
function exerciseLines({ exerciseTallies }: Report, lang: Lang, words: ClassWords): string[] {
  if (exerciseTallies.length === 0) return [words.noneTried];
  const rows = exerciseTallies.map(({ exercise, passed, stuck, median: middle, most }) => [
    exercise.id,
    ...[passed, stuck, middle, most].map(String),
    oneLine(textOf(exercise, lang).title),
  ]);
  return table([words.exerciseColumns, ...rows], [1, 2, 3, 4]);
}

/** The mark of a choice: ✓ for the right one, ✗ for the wrong one that most pupils chose. */
export const markOf = ({ question, worst }: QuestionTally, index: number): '' | '✓' | '✗' => {
  if (question.choices[index]?.right) return '✓';
  return worst.includes(index) ? '✗' : '';
};

/** The table of questions, each with the number of pupils for each choice. */
function questionLines(tallies: readonly QuestionTally[], screen: Screen, words: ClassWords): string[] {
  if (tallies.length === 0) return [words.noneAnswered];
  const choices = ({ question, counts, ...tally }: QuestionTally) =>
    question.choices.map(
      ({ letter }, index) => `${markOf({ question, counts, ...tally }, index) || ' '}${letter} ${counts[index]}`,
    );
  const most = Math.max(...tallies.map(({ question }) => question.choices.length));
  const cells = tallies.map((tally) => [...choices(tally), ...Array(most).fill('')].slice(0, most));
  const joined = table(cells);
  const rows = tallies.map(({ question, answered, right }, index) => [
    question.id,
    String(answered),
    String(right),
    joined[index] ?? '',
    '',
  ]);
  const lines = table([words.questionColumns, ...rows], [1, 2]);
  const room = screen.columns() - Math.max(...lines.map(width)) - 2;
  const shown = lines.map((line, index) => {
    const tally = tallies[index - 1];
    if (tally === undefined || room < 12) return line;
    const gap = ' '.repeat(Math.max(...lines.map(width)) - width(line) + 2);
    return `${line}${gap}${shortened(oneLine(questionText(tally.question)), room)}`;
  });
  return [words.legend, ...shown];
}

/** The start of a text, in at most so many columns. */
function shortened(text: string, columns: number): string {
  if (width(text) <= columns) return text;
  let short = '';
  for (const character of text) {
    if (width(short + character) > columns - 1) break;
    short += character;
  }
  return `${short}…`;
}

/** The whole report as lines. */
export const reportLines = (
  report: Report,
  questions: readonly QuestionTally[],
  lang: Lang,
  screen: Screen,
  words: ClassWords,
): string[] => [
  ...pupilLines(report, questions, words),
  ...claimLines(report, words),
  '',
  ...questionLines(questions, screen, words),
  '',
  ...exerciseLines(report, lang, words),
];
