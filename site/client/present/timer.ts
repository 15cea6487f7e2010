// How long each section has been shown, and the whole lesson.

/** Minutes and seconds, as in "4:05". */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

export class Timer {
  readonly #now: () => number;
  readonly #spent = new Map<string, number>();
  #section: string | undefined;
  #since = 0;

  /** @param now the time, ms */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** From now on this section is shown. */
  enter(section: string): void {
    if (this.#section !== undefined) this.#spent.set(this.#section, this.spent(this.#section));
    this.#section = section;
    this.#since = this.#now();
  }

  /** For how long a section has been shown, ms. */
  spent(section: string): number {
    return (this.#spent.get(section) ?? 0) + (section === this.#section ? this.#now() - this.#since : 0);
  }

  /** For how long all sections have been shown, ms. */
  get whole(): number {
    const sections = new Set([...this.#spent.keys(), ...(this.#section === undefined ? [] : [this.#section])]);
    return [...sections].reduce((sum, section) => sum + this.spent(section), 0);
  }
}
