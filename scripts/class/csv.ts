// The results of a class as a table for a spreadsheet.
import type { Exercise } from '../course/exercises.ts';
import { countPassed } from '../practice/course.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Pupil } from './collect.ts';
import type { Question } from './questions.ts';
import type { Report } from './tables.ts';
import { choiceOf } from './tally.ts';
import type { ClassWords } from './words.ts';

/**
 * One field (RFC 4180 §2). A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection):
 * the name of a file can be any text. Spaces before it do not help, and Chinese and Japanese editions know full-width signs, too. A
 * spreadsheet may split at semicolons, and then the rest of a text would be a field of its own, if it were not quoted.
 */
function field(text: string): string {
  const plain = /^\s*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
  return /[",;\t\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

function stateOf({ progress, claims }: Pupil, { id }: Exercise, isJudged: boolean, { csv }: ClassWords): string {
  if (Object.hasOwn(progress.passed, id)) return isJudged ? csv.isProved : csv.isPassed;
  if (claims.some((claim) => claim.id === id)) return csv.isUnproved;
  return Object.hasOwn(progress.tries, id) ? csv.isTried : '';
}

/**
 * A line for each pupil: the totals, then a letter for each question, then the state and the tries of each exercise. It begins with a
 * byte order mark, without which Excel does not read UTF-8.
 */
export function csvOf(report: Report, questions: readonly Question[], words: ClassWords): string {
  const { pupils, lessons, exercises, isJudged } = report;
  const { csv } = words;
  const head = [
    csv.pupil,
    csv.read,
    csv.answered,
    csv.right,
    csv.passed,
    ...(isJudged ? [csv.unproved] : []),
    ...questions.map(({ id }) => id),
    ...exercises.flatMap(({ id }) => [id, `${id} (${csv.tries})`]),
  ];
  const rows = pupils.map((pupil) => {
    const { name, progress, claims, hasFile } = pupil;
    const chosen = questions.map((question) => {
      const index = choiceOf(pupil, question);
      return index === undefined ? undefined : question.choices[index];
    });
    const known = (number: number) => (hasFile ? String(number) : '');
    return [
      name,
      known(lessons.filter((id) => Object.hasOwn(progress.read, id)).length),
      known(chosen.filter((choice) => choice !== undefined).length),
      known(chosen.filter((choice) => choice?.right).length),
      String(countPassed(exercises, progress)),
      ...(isJudged ? [String(claims.length)] : []),
      ...chosen.map((choice) => choice?.letter ?? ''),
      ...exercises.flatMap((exercise) => [
        stateOf(pupil, exercise, isJudged, words),
        Object.hasOwn(progress.tries, exercise.id) ? String(progress.tries[exercise.id]) : '',
      ]),
    ];
  });
  return `\ufeff${[head, ...rows].map((row) => `${row.map((text) => field(oneLine(text))).join(',')}\r\n`).join('')}`;
}
