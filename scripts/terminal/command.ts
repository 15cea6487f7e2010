import { relative } from 'node:path';
import { languages } from '../course/languages.ts';
import { wordsOf } from '../practice/words.ts';
import { troubleOf } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { oneLine } from './printable.ts';

/** A file as a message names it: by its path in the project, or its whole path. */
export function shown(path: string): string {
  const inside = relative(process.cwd(), path);
  return (inside === '' || inside.startsWith('..') ? path : inside).replaceAll('\\', '/');
}

/** What the system refuses, as a Problem in the words of a language. @throws anything else, which is a mistake of ours */
export function refusal(error: unknown, words = wordsOf(languages[0])): Problem {
  if (error instanceof Problem) return error;
  const { trouble, path, message, code } = troubleOf(error);
  return new Problem(shown(path || 'practice'), words.troubles[trouble](message, code));
}

/** A file that the user can do something about, as on a disk that is read-only. */
function isUsersTrouble(error: unknown): boolean {
  const { code, path } = error as NodeJS.ErrnoException;
  return code !== undefined && path !== undefined && !['missing', 'other'].includes(troubleOf(error).trouble);
}

/**
 * Runs a command's main function. A Problem, and a file that cannot be used, become one line on stderr and exit code 2;
 * anything else is a mistake of ours and keeps its stack. A command ends
 * with exit code 1 when its output cannot be written: without a word when the reader has left (EPIPE), as `head -n1` does.
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
