// The pupil's position in the course.
import * as v from 'valibot';
import { type Exercise, isOutside, textOf } from '../course/exercises.ts';
import { frontmatter, parseFrontmatter, splitFrontmatter } from '../course/frontmatter.ts';
import type { Lang } from '../course/languages.ts';
import { nameOf, readText } from '../course/lesson.ts';
import { proseFile, writtenIn } from '../course/pages.ts';
import { Problem } from '../project/problem.ts';
import type { Progress } from '../pupil/merge.ts';
import { table } from '../terminal/columns.ts';
import type { Words } from './words.ts';

const titled = v.object({ title: frontmatter.entries.title });

/** The number and the title of a lesson. @throws Problem if its prose cannot be read */
export function lessonOf(id: string, lang: Lang): { number: number; title: string } {
  const written = writtenIn(id, 'core');
  const file = proseFile('core', written.includes(lang) ? lang : (written[0] ?? lang));
  const name = nameOf(id, file);
  const { yaml } = splitFrontmatter(readText(id, file, 'missing'));
  const facts = parseFrontmatter(yaml, name);
  if (!v.is(titled, facts)) throw new Problem(`${name}: title`, 'missing');
  return { number: Number(id.slice(0, 2)), title: facts.title };
}

/** The heading of a group of exercises: their lesson, or the name of their folder outside the course. */
export function groupTitle(exercise: Exercise, lang: Lang, words: Words): string {
  if (isOutside(exercise)) return words.outside(exercise.lesson);
  const { number, title } = lessonOf(exercise.lesson, lang);
  return words.lesson(number, title);
}

export const isPassed = ({ id }: Exercise, { passed }: Progress) => id in passed;

/** The number of passed exercises that the course still has. */
export const countPassed = (all: readonly Exercise[], progress: Progress) =>
  all.filter((one) => isPassed(one, progress)).length;

/** The next exercise that is not passed: the first one after the given exercise; if none follows, the first of the course. */
export function nextOpen(all: readonly Exercise[], progress: Progress, after?: Exercise): Exercise | undefined {
  const at = after === undefined ? 0 : all.findIndex(({ id }) => id === after.id) + 1;
  return [...all.slice(at), ...all.slice(0, at)].find((one) => !isPassed(one, progress));
}

/** All exercises by lesson, each with its state; the current one is marked. */
export function listLines(
  all: readonly Exercise[],
  progress: Progress,
  current: Exercise | undefined,
  lang: Lang,
  words: Words,
): string[] {
  const state = ({ id }: Exercise) => {
    const tries = progress.tries[id] ?? 0;
    if (id in progress.passed) return words.states.passed;
    return tries === 0 ? words.states.open : words.states.tried(tries);
  };
  const rows = table(
    all.map((one) => [one.id === current?.id ? '>' : ' ', one.id, state(one), textOf(one, lang).title]),
  );
  const lines: string[] = [];
  for (const [index, one] of all.entries()) {
    if (one.lesson !== all[index - 1]?.lesson) {
      lines.push(...(index === 0 ? [] : ['']), groupTitle(one, lang, words));
    }
    lines.push(rows[index] ?? '');
  }
  return [...lines, '', words.summary(countPassed(all, progress), all.length)];
}
