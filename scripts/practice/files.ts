// Files of progress that somebody hands in, or takes along.
import { readFileSync, writeFileSync } from 'node:fs';
import type { Progress } from '../merge-progress.ts';
import { Problem } from '../problem.ts';
import { parseProgress } from '../progress.ts';
import type { Words } from './words.ts';

/**
 * Reads progress that was copied out, by this command or by the page.
 * @param name how a message names it
 * @throws Problem when it cannot be read or holds no progress
 */
export function readCopy(file: string, name: string, words: Words): Progress {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem(name, code === 'ENOENT' ? words.noSuchFile : message);
  }
  return parseProgress(text, name);
}

/** Writes progress into a new file. @throws Problem when there is such a file, or it cannot be written */
export function writeCopy(progress: Progress, file: string, name: string, words: Words): void {
  try {
    writeFileSync(file, `${JSON.stringify(progress, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem(name, code === 'EEXIST' ? words.newFile : message);
  }
}
