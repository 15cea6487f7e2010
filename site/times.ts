// How long a lesson takes, in the words of the pages.
import type { Lesson } from '../scripts/course/lesson.ts';
import { type Minutes, minutesOf } from '../scripts/course/minutes.ts';
import { fill } from './shared/fill.ts';
import type { Strings } from './strings/en.ts';

/** The times of a lesson's core, of its page "Going deeper" and of its exercises; none that is 0. */
export function timesOf({ core, deeper, exercises, count }: Minutes, t: Strings): string[] {
  return [
    fill(t.minutes, { minutes: core }),
    ...(deeper > 0 ? [fill(t.deeperMinutes, { minutes: deeper })] : []),
    ...(exercises > 0 ? [fill(t.exerciseMinutes, { count, minutes: exercises })] : []),
  ];
}

/** The sum of the times of lessons. */
export function totalOf(lessons: readonly Lesson[]): Minutes {
  const total: Minutes = { core: 0, deeper: 0, exercises: 0, count: 0 };
  for (const lesson of lessons) {
    const own = minutesOf(lesson);
    for (const kind of Object.keys(total) as (keyof Minutes)[]) total[kind] += own[kind];
  }
  return total;
}
