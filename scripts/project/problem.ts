/** An error in the course or in the user's input: the place, and what to do about it. One line. */
export class Problem extends Error {
  override name = 'Problem';
  readonly remedy: string;

  /**
   * @param where the file, relative to the project, with `:line` or `: field` if known
   * @param remedy what is wrong, and what to do
   */
  constructor(where: string, remedy: string) {
    super(`${where}: ${remedy}`);
    this.remedy = remedy;
  }
}

/** Runs an action. If it throws a Problem, adds it to the list. */
export function gather(problems: Problem[], action: () => void): void {
  try {
    action();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    problems.push(error);
  }
}
