import type { StreamName } from '../../scripts/runner/run.ts';

/** The end of a line with its time, as scripts/runner/preload/line-times.mjs writes it, and one that is not complete yet. */
const timed = /\t(\d+)\n/g;
const unfinished = /\t\d*$/;

/** Takes the times out of the output of a program that runs with `times`. */
export class LineTimes {
  readonly #held = { stdout: '', stderr: '' };

  /**
   * @param piece a piece of the output, which may end anywhere
   * @returns the piece without times, and the time of each line that ends in it, ms of a clock that all programs share
   */
  take(from: StreamName, piece: string): { text: string; times: number[] } {
    const whole = this.#held[from] + piece;
    this.#held[from] = unfinished.exec(whole)?.[0] ?? '';
    const text = whole.slice(0, whole.length - this.#held[from].length);
    const times = [...text.matchAll(timed)].map(([, time]) => Number(time) / 1e6);
    return { text: text.replace(timed, '\n'), times };
  }

  /** What was held back of a stream when the program has ended. */
  rest(from: StreamName): string {
    const held = this.#held[from];
    this.#held[from] = '';
    return held;
  }
}
