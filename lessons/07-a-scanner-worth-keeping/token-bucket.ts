// A token bucket: it limits how many things start in a second, not
// how many run at once. Used by gentle.ts.

import { setTimeout as sleep } from 'node:timers/promises';

// #region bucket
export class TokenBucket {
  #tokens = 1;
  #filled = performance.now();
  readonly #rate: number;
  readonly #size: number;

  /**
   * @param rate how many tokens come in a second
   * @param size how many tokens it can hold
   */
  constructor(rate: number, size: number) {
    this.#rate = rate;
    this.#size = size;
  }

  /** Waits until there is a token, and takes it. */
  async take(): Promise<void> {
    for (;;) {
      const now = performance.now();
      const fresh = ((now - this.#filled) / 1000) * this.#rate;
      this.#tokens = Math.min(this.#size, this.#tokens + fresh);
      this.#filled = now;
      if (this.#tokens >= 1) break;
      await sleep(((1 - this.#tokens) / this.#rate) * 1000);
    }
    this.#tokens -= 1;
  }
}
// #endregion bucket
