import { lessonIds } from '../course/lesson.ts';
import { oneOf } from '../project/meant.ts';
import { Problem } from '../project/problem.ts';
import { quoted, readArgs } from './args.ts';

/** The lesson with this folder or number, as in "03-server-client", "03" or "3"; undefined if there is none. */
export const lessonNamed = (name: string): string | undefined =>
  lessonIds().find((one) => one === name || one.slice(0, 2) === name.padStart(2, '0'));

/**
 * The lessons that a command line names, by folder or number. If it names none, all lessons.
 * @returns undefined if the command line contains --help
 * @throws Problem that names an argument that is neither
 */
export function namedLessons(args: readonly string[]): string[] | undefined {
  const summary = 'lessons and --help are accepted';
  const { help, rest } = readArgs(args, { summary, most: Number.POSITIVE_INFINITY });
  if (help) return undefined;
  const all = lessonIds();
  const named = rest.map((name) => {
    const id = lessonNamed(name);
    if (id === undefined) throw new Problem(`no lesson ${quoted(name)}`, oneOf(name, all));
    return id;
  });
  return named.length > 0 ? named : all;
}
