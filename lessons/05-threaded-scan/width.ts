// How many connections to have in flight: more as long as this
// program mostly waits, no more once it has its hands full.
//
//   npx tsx lessons/05-threaded-scan/width.ts [busy=3,4,9,45,93,97]

/** Finds out how many may be in flight. */
export class Width {
  now: number;
  #most: number;

  /** From `first` to `most`; the two may be the same. */
  constructor(first: number, most: number) {
    this.now = Math.min(first, most);
    this.#most = most;
  }

  // #region steer
  /**
   * Twice as many, unless the processor is the bottleneck.
   * @param busy the part of the time that was not spent waiting, 0
   *   to 1, as `performance.eventLoopUtilization` measures it
   */
  steer(busy: number): void {
    if (busy < 0.9) this.now = Math.min(2 * this.now, this.#most);
  }

  /** For good: a limit of this machine was met. */
  shrinkTo(width: number): void {
    this.now = Math.max(1, Math.min(this.now, width));
    this.#most = this.now;
  }
  // #endregion steer
}

function main() {
  const [list = '3,4,9,45,93,97', extra] = process.argv.slice(2);
  if (list === '--help') {
    console.log('usage: width.ts [busy=3,4,9,45,93,97], in percent');
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
  const width = new Width(64, 4096);
  for (const text of texts) {
    const before = width.now;
    width.steer(Number(text) / 100);
    console.log(`${before} in flight, ${text} % busy: ${width.now}`);
  }
}

if (import.meta.main) main();
