// The progress file of a pupil: lessons read, questions answered, exercises passed.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectDir } from '../course/lesson.ts';
import { decode } from '../project/decode.ts';
import { FileTrouble, makeFolder, readFile, rename, replaceFile, takeName, troubleOf } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { type Flaw, flawsIn } from './flaws.ts';
import { nothingYet, type Progress } from './merge.ts';
import { flawOf, goodEntries } from './validate.ts';

/** The path of the progress file. */
export const progressFile = join(projectDir, 'practice', 'progress.json');

/** The most bytes that a progress file may have. */
export const mostProgress = 1_000_000;

/** The most characters of a name in a file that a message shows. */
const mostShown = 60;
const shortened = (name: string) => (name.length > mostShown ? `${name.slice(0, mostShown)}…` : name);

/** A file that is no progress. */
export class Damaged extends Problem {
  readonly flaw: Flaw;
  /** The reason that the parser gives, or what is accepted. */
  readonly why: string;
  /** The path of the flaw in the file. */
  readonly place: string;

  constructor(name: string, flaw: Flaw, why = '', place = '') {
    super(name, flawsIn('en')[flaw](why, place));
    this.flaw = flaw;
    this.why = why;
    this.place = place;
  }
}

/** Reads progress from the bytes of a file. @throws Damaged */
export function decodeProgress(bytes: Buffer, name: string): Progress {
  if (bytes.length === 0) throw new Damaged(name, 'empty');
  // The first two bytes of a gzip file (RFC 1952 §2.3.1).
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new Damaged(name, 'gzip');
  return parseProgress(decode(bytes), name);
}

/**
 * Reads progress from text, with or without the byte order mark that some editors add.
 * @throws Damaged
 */
export function parseProgress(text: string, name: string): Progress {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    // The message of V8 quotes the text, including its line breaks.
    throw new Damaged(name, 'notJson', (error as Error).message.replace(/\s+/g, ' '));
  }
  const flaw = flawOf(json);
  if (flaw === undefined) return goodEntries(json);
  throw new Damaged(name, 'notProgress', flaw.accepted, flaw.path.map(shortened).join('.'));
}

/**
 * Renames a damaged file to a free name in the same folder. Returns the new name, or undefined if another process has
 * already renamed it.
 */
function putAside(file: string): string | undefined {
  const aside = takeName((count) => file.replace(/\.json$/, `.damaged-${count}.json`));
  try {
    rename(file, aside);
    return aside;
  } catch (error) {
    rmSync(aside);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw troubleOf(error, file);
  }
}

/**
 * Reads the saved progress. A file that is damaged or has another version is renamed, and `tell` is called.
 * @param tell gets one sentence, and the new name of the file
 * @throws FileTrouble if the file exists and cannot be read
 */
export function readProgress(tell: (sentence: string, aside: string) => void, file = progressFile): Progress {
  let bytes: Buffer;
  try {
    bytes = readFile(file, mostProgress);
  } catch (error) {
    if (error instanceof FileTrouble && error.trouble === 'missing') return nothingYet();
    throw error;
  }
  try {
    return decodeProgress(bytes, file);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const aside = putAside(file);
    if (aside === undefined) return readProgress(tell, file);
    tell(`${error.message}; the file was kept as ${aside}, and progress starts again from zero`, aside);
    return nothingYet();
  }
}

/** Saves progress. The file is replaced in one step, so that it is complete at any moment. @throws FileTrouble */
export function writeProgress(progress: Progress, file = progressFile): void {
  const text = `${JSON.stringify(progress, null, 2)}\n`;
  if (Buffer.byteLength(text) > mostProgress) throw new FileTrouble('tooLarge', file, `${mostProgress / 1000} KB`);
  makeFolder(dirname(file));
  replaceFile(file, text);
}

/**
 * Counts a judgement of an exercise that has not passed yet, and saves the date if it passes now. Reads the file again before
 * writing it, because the page and the command line share it.
 * @param tell as in readProgress
 */
export function noteVerdict(
  id: string,
  passes: boolean,
  tell: (sentence: string, aside: string) => void,
  file = progressFile,
): Progress {
  const before = readProgress(tell, file);
  if (id in before.passed) return before;
  const passed = passes ? { [id]: new Date().toISOString(), ...before.passed } : before.passed;
  const after = {
    ...before,
    passed,
    tries: { ...before.tries, [id]: Math.min((before.tries[id] ?? 0) + 1, Number.MAX_SAFE_INTEGER) },
  };
  writeProgress(after, file);
  return after;
}
