// The file that keeps what a pupil has read, answered and passed.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { projectDir } from './lesson.ts';
import { nothingYet, type Progress } from './merge-progress.ts';
import { Problem } from './problem.ts';
import { takeName } from './work.ts';

const day = z.iso.datetime();

/** The shape of the file. */
export const progressShape = z.object({
  version: z.literal(1),
  read: z.record(z.string(), day).default({}),
  answered: z.record(z.string(), z.string()).default({}),
  passed: z.record(z.string(), day).default({}),
  tries: z.record(z.string(), z.int().min(0)).default({}),
});

/** Where it is kept. */
export const progressFile = join(projectDir, 'practice', 'progress.json');

/**
 * Reads progress from text, with or without the byte order mark that some editors put before it.
 * @throws Problem that says what is wrong with it
 */
export function parseProgress(text: string, name: string): Progress {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    // V8 quotes the text, line ends and all.
    throw new Problem(name, `not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
  const parsed = progressShape.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Problem(`${name}: ${issue?.path.join('.') || 'the whole file'}`, issue?.message ?? 'not valid');
}

/**
 * Puts a file that cannot be read beside where it was, under a name that is free. Returns that name; undefined when
 * another process has put it aside already.
 */
function putAside(file: string): string | undefined {
  const aside = takeName((count) => file.replace(/\.json$/, `.damaged-${count}.json`));
  try {
    renameSync(file, aside);
    return aside;
  } catch (error) {
    rmSync(aside);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Reads the progress there is. A file that is damaged or of another version is put aside, and `tell` is told of it.
 * @param tell gets one sentence, and the name under which the file was kept
 */
export function readProgress(tell: (sentence: string, aside: string) => void, file = progressFile): Progress {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return nothingYet();
    throw error;
  }
  try {
    return parseProgress(text, file);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const aside = putAside(file);
    if (aside === undefined) return readProgress(tell, file);
    tell(`${error.message}; it was kept as ${aside}, and progress begins anew`, aside);
    return nothingYet();
  }
}

/** Keeps progress. The file is replaced in one step, so that it is whole at any moment. */
export function writeProgress(progress: Progress, file = progressFile): void {
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}.tmp`;
  writeFileSync(half, `${JSON.stringify(progress, null, 2)}\n`);
  renameSync(half, file);
}

/**
 * Counts a judgement of an exercise, and keeps when it passed first. What is there is read anew before it is written: the
 * page and the command line share it.
 * @param tell as in readProgress
 */
export function noteVerdict(
  id: string,
  passes: boolean,
  tell: (sentence: string, aside: string) => void,
  file = progressFile,
): Progress {
  const before = readProgress(tell, file);
  const passed = passes ? { [id]: new Date().toISOString(), ...before.passed } : before.passed;
  const after = {
    ...before,
    passed,
    tries: { ...before.tries, [id]: Math.min((before.tries[id] ?? 0) + 1, Number.MAX_SAFE_INTEGER) },
  };
  writeProgress(after, file);
  return after;
}
