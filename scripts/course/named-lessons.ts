import { Problem } from '../project/problem.ts';
import { lessonIds } from './lesson.ts';

/**
 * The lessons that a command line names, by folder or number. If it names none, all lessons.
 * @returns undefined if the command line contains --help
 * @throws Problem that names an argument that is neither
 */
export function namedLessons(args: readonly string[]): string[] | undefined {
  if (args.includes('--help')) return undefined;
  const all = lessonIds();
  const named = args.map((name) => {
    if (name.startsWith('-'))
      throw new Problem(`bad option ${JSON.stringify(name)}`, 'lessons and --help are accepted');
    const id = all.find((one) => one === name || one.slice(0, 2) === name.padStart(2, '0'));
    if (id === undefined) throw new Problem(`no lesson ${JSON.stringify(name)}`, `choose one of ${all.join(', ')}`);
    return id;
  });
  return named.length > 0 ? named : all;
}
