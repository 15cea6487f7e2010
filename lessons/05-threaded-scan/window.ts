// How many connections may be in flight: twice as many as long as
// the program mostly waits, no more once the processor is busy.
//
//   npx tsx lessons/05-threaded-scan/window.ts [busy=3,4,9,45,93,97]

/** Finds out how many connections may be in flight. */
export class ConcurrencyWindow {
  /** How many may be in flight now. */
  size: number;
  #max: number;

  /** Grows from `initial` to `max`; the two may be equal. */
  constructor(initial: number, max: number) {
    this.size = Math.min(initial, max);
    this.#max = max;
  }

  // #region adjust
  /**
   * Doubles the window, unless the processor is the bottleneck.
   * @param busy the part of the time that was not spent waiting, 0
   *   to 1, as `performance.eventLoopUtilization` measures it
   */
  adjust(busy: number): void {
    if (busy < 0.9) this.size = Math.min(2 * this.size, this.#max);
  }

  /** Shrinks for good, because a limit of this machine was met. */
  shrinkTo(size: number): void {
    this.size = Math.max(1, Math.min(this.size, size));
    this.#max = this.size;
  }
  // #endregion adjust
}

function main() {
  const [list = '3,4,9,45,93,97', extra] = process.argv.slice(2);
  if (list === '--help') {
    console.log('usage: window.ts [busy=3,4,9,45,93,97], in percent');
    return;
  }
  const texts = list.split(',');
  const bad =
    texts.find((text) => !/^\d+$/.test(text) || +text > 100) ?? extra;
  if (bad !== undefined) {
    const line = JSON.stringify(bad);
    console.error(`bad busy ${line}: percents, as in 3,45,97`);
    process.exitCode = 2;
    return;
  }
  const window = new ConcurrencyWindow(64, 4096);
  for (const text of texts) {
    const before = window.size;
    window.adjust(Number(text) / 100);
    console.log(`${before} in flight, ${text} % busy: ${window.size}`);
  }
}

if (import.meta.main) main();
