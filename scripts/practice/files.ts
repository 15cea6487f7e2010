// Files of progress that somebody hands in, or takes along.
import { writeFileSync } from 'node:fs';
import { readFile, troubleOf } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import type { Progress } from '../pupil/merge.ts';
import { decodeProgress, mostProgress } from '../pupil/progress.ts';
import type { Words } from './words.ts';

/** Does something with a file. @throws Problem under the name that the user gave it */
function attempt<Value>(name: string, words: Words, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    const { trouble, message, code } = troubleOf(error);
    throw new Problem(name, code === 'EEXIST' ? words.newFile : words.troubles[trouble](message, code));
  }
}

/**
 * Reads progress that was copied out, by this command or by the page.
 * @param name how a message names it
 * @throws Problem when it cannot be read or holds no progress
 */
export function readCopy(file: string, name: string, words: Words): Progress {
  return decodeProgress(
    attempt(name, words, () => readFile(file, mostProgress)),
    name,
  );
}

/** Writes progress into a new file. @throws Problem when there is such a file, or it cannot be written */
export function writeCopy(progress: Progress, file: string, name: string, words: Words): void {
  attempt(name, words, () => writeFileSync(file, `${JSON.stringify(progress, null, 2)}\n`, { flag: 'wx' }));
}
