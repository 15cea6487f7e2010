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
