import { relative } from 'node:path';
import { languages } from '../course/languages.ts';
import { troubleOf } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { oneLine } from './printable.ts';
import { type Troubles, troublesIn } from './troubles.ts';

const english = { troubles: troublesIn(languages[0]) };

/** The path of a file for a message: relative to the project if the file is in it, otherwise absolute. */
export function shown(path: string): string {
  const inside = relative(process.cwd(), path);
  return (inside === '' || inside.startsWith('..') ? path : inside).replaceAll('\\', '/');
}

/** Turns an error of the file system into a Problem, in the language of its words. @throws any other error: it is a bug */
export function refusal(error: unknown, words: { troubles: Troubles } = english): Problem {
  if (error instanceof Problem) return error;
  const { trouble, path, message, code } = troubleOf(error);
  return new Problem(shown(path || 'practice'), words.troubles[trouble](message, code));
}

/** Whether the user can fix the cause of a file error, such as a read-only disk. */
function isUsersTrouble(error: unknown): boolean {
  const { code, path } = error as NodeJS.ErrnoException;
  return code !== undefined && path !== undefined && !['missing', 'other'].includes(troubleOf(error).trouble);
}

/**
 * Runs a command's main function. A Problem or a file that cannot be used becomes one line on stderr and exit code 2. Any
 * other error is a bug and keeps its stack. If the output cannot be written, the command ends with exit code 1, and prints
 * nothing if the reader has closed the pipe (EPIPE), as `head -n1` does.
 */
export async function command(main: () => Promise<void> | void): Promise<void> {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') console.error(`cannot write: ${code}`);
    process.exit(1);
  });
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Problem) && !isUsersTrouble(error)) throw error;
    console.error(oneLine(refusal(error).message));
    process.exitCode = 2;
  }
}
