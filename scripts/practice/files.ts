// Reads and writes exported progress files.
import { writeFileSync } from 'node:fs';
import { readFile, troubleOf } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import type { Progress } from '../pupil/merge.ts';
import { Damaged, decodeProgress, mostProgress } from '../pupil/progress.ts';
import type { Words } from './words.ts';

/** Runs an action on a file. @throws Problem with the name that the user gave */
function attempt<Value>(name: string, words: Words, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    const { trouble, message, code } = troubleOf(error);
    throw new Problem(name, code === 'EEXIST' ? words.newFile : words.troubles[trouble](message, code));
  }
}

/**
 * Reads progress that was exported by this command or by the page.
 * @param name the name of the file in a message
 * @throws Problem if the file cannot be read or contains no progress
 */
export function readCopy(file: string, name: string, words: Words): Progress {
  const bytes = attempt(name, words, () => readFile(file, mostProgress));
  try {
    return decodeProgress(bytes, name);
  } catch (error) {
    throw error instanceof Damaged ? new Problem(name, words.flaws[error.flaw](error.why, error.place)) : error;
  }
}

/** Writes progress into a new file. @throws Problem if the file exists or cannot be written */
export function writeCopy(progress: Progress, file: string, name: string, words: Words): void {
  attempt(name, words, () => writeFileSync(file, `${JSON.stringify(progress, null, 2)}\n`, { flag: 'wx' }));
}
