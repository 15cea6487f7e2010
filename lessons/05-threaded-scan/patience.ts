// How long to wait for an answer: longer than answers take, and not
// much longer. The rule is TCP's own, from RFC 6298 section 2.
//
//   npx tsx lessons/05-threaded-scan/patience.ts
//     [ms=50,52,49,50,120,51]

/** The least that is added to what answers take, ms. */
const margin = 100;
/** The longest wait, ms: it leaves time for TCP's own repeat. */
const most = 1500;

/** Learns from each answer how long to wait for the next, in ms. */
export class Patience {
  /** The round trip, smoothed; undefined before the first answer. */
  #smoothed: number | undefined;
  #variation = 0;
  /** How long to wait for an answer now, ms. */
  wait: number;

  /** @param first how long to wait before any answer came, ms */
  constructor(first: number) {
    this.wait = first;
  }

  // #region learn
  /** @param took how long an answer took, ms */
  learn(took: number): void {
    if (this.#smoothed === undefined) {
      this.#smoothed = took;
      this.#variation = took / 2;
    } else {
      const off = Math.abs(took - this.#smoothed);
      this.#variation += (off - this.#variation) / 4;
      this.#smoothed += (took - this.#smoothed) / 8;
    }
    const spare = Math.max(margin, 4 * this.#variation);
    this.wait = Math.min(this.#smoothed + spare, most);
  }
  // #endregion learn
}

function main() {
  const [list = '50,52,49,50,120,51', extra] = process.argv.slice(2);
  if (list === '--help') {
    console.log('usage: patience.ts [ms=50,52,49,50,120,51]');
    return;
  }
  const texts = list.split(',');
  const bad =
    texts.find((text) => !/^\d+$/.test(text) || +text > 60_000) ??
    extra;
  if (bad !== undefined) {
    const line = JSON.stringify(bad);
    console.error(`bad ms ${line}: whole numbers, as in 50,52,49`);
    process.exitCode = 2;
    return;
  }
  const patience = new Patience(1000);
  console.log(`before any answer: wait ${patience.wait} ms`);
  for (const text of texts) {
    patience.learn(Number(text));
    console.log(`took ${text} ms: wait ${patience.wait.toFixed(0)} ms`);
  }
}

if (import.meta.main) main();
