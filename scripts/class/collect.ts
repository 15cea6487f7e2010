// Reads the progress files that a class has handed in.
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { entriesOf } from '../course/course-files.ts';
import { readCopy } from '../practice/files.ts';
import type { Words } from '../practice/words.ts';
import { Problem } from '../project/problem.ts';
import { fromHere } from '../project/working-folder.ts';
import type { Progress } from '../pupil/merge.ts';
import { oneLine } from '../terminal/printable.ts';
import type { ClassWords } from './words.ts';

/** An exercise that a progress file calls passed and no program proves. */
export interface Claim {
  id: string;
  why: string;
}

export interface Pupil {
  name: string;
  /** What counts. After the programs were judged, `passed` has only what they proved. */
  progress: Progress;
  /** Whether there is a progress file that could be read. Without one, only the programs are known. */
  hasFile: boolean;
  /** What the file claims and the programs do not prove. */
  claims: Claim[];
}

/** A progress file, and the name of its pupil. */
interface Source {
  file: string;
  name: string;
}

/** The name of a file or folder, for a terminal and a page: without control characters. */
export const nameIn = (path: string): string => oneLine(basename(path).replace(/\.json$/i, ''));

/** The progress file in the folder of a pupil: a copy of practice/, or a folder with that copy. */
const progressIn = (folder: string): string | undefined =>
  [join(folder, 'progress.json'), join(folder, 'practice', 'progress.json')].find((file) => existsSync(fromHere(file)));

/** The files that an argument names. @throws Problem if a folder has none */
function filesOf(path: string, words: ClassWords): Source[] {
  if (!statSync(fromHere(path), { throwIfNoEntry: false })?.isDirectory()) return [{ file: path, name: nameIn(path) }];
  const entries = entriesOf(fromHere(path));
  const found = entries.flatMap((entry): Source[] => {
    const file = join(path, entry.name);
    if (!entry.isDirectory()) return /\.json$/i.test(entry.name) ? [{ file, name: nameIn(file) }] : [];
    // What a pupil has exported counts before the copy in the folder with the programs.
    const own = entries.some(({ name }) => name === `${entry.name}.json`) ? undefined : progressIn(file);
    return own === undefined ? [] : [{ file: own, name: nameIn(file) }];
  });
  if (found.length === 0) throw new Problem(path, words.emptyFolder);
  return found;
}

/**
 * Reads the collected progress files.
 * @param tell gets a sentence about each file that cannot be read
 */
export function collect(
  paths: readonly string[],
  common: Words,
  words: ClassWords,
  tell: (sentence: string) => void,
): Pupil[] {
  const attempt = <Value>(action: () => Value[]): Value[] => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof Error && 'code' in error)) throw error;
      tell(oneLine(words.skipped(error.message)));
      return [];
    }
  };
  const named = paths.flatMap((path) => attempt(() => filesOf(path, words)));
  const sources = [...new Map(named.map((source) => [source.file, source])).values()];
  const names = sources.map(({ name }) => name);
  return sources.flatMap(({ file, name }) =>
    attempt(() => {
      const progress = readCopy(fromHere(file), file, common);
      // Two pupils with the same name are shown with their folders.
      const isAlone = names.indexOf(name) === names.lastIndexOf(name);
      const place = basename(file) === 'progress.json' && name !== 'progress' ? dirname(file) : file;
      return [{ name: isAlone ? name : oneLine(place), progress, hasFile: true, claims: [] }];
    }),
  );
}
