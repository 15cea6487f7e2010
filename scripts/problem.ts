/** Something wrong in the course or in what was asked for: where it is, and what to do about it. One line. */
export class Problem extends Error {
  override name = 'Problem';
  readonly remedy: string;

  /**
   * @param where the file, relative to the project, with `:line` or `: field` where there is one
   * @param remedy what is wrong and what would be right
   */
  constructor(where: string, remedy: string) {
    super(`${where}: ${remedy}`);
    this.remedy = remedy;
  }
}

/** Does something, and adds the Problem that it throws to the others. */
export function gather(problems: Problem[], action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problems.push(error);
  }
}

/** A sentence on one line, and nothing in it that a terminal would obey: it may quote what somebody else wrote. */
export const oneLine = (sentence: string) => sentence.replace(/\p{Cc}+/gu, ' ');

/**
 * Runs a command's main function. A Problem becomes one line on stderr and exit code 2; anything else is a
 * mistake of ours and keeps its stack. A command ends with exit code 1 when its output cannot be written: without a
 * word when the reader has left (EPIPE), as `head -n1` does.
 */
export async function command(main: () => Promise<void> | void): Promise<void> {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') console.error(`cannot write: ${code}`);
    process.exit(1);
  });
  try {
    await main();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(oneLine(error.message));
    process.exitCode = 2;
  }
}
