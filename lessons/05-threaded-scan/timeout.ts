// How long to wait for an answer: longer than answers take, and not
// much longer. The rule is TCP's own, from RFC 6298 section 2.
//
//   npx tsx lessons/05-threaded-scan/timeout.ts
//     [ms=50,52,49,50,120,51]

/** The least that is added to the smoothed round trip, ms. */
const margin = 100;
/** The longest timeout, ms: TCP repeats its request after 1000. */
const maxTimeout = 1500;

/** Computes a timeout from the round trips of earlier answers. */
export class TimeoutEstimate {
  /** The smoothed round trip, ms; undefined before any sample. */
  #srtt: number | undefined;
  /** How much the round trip varies, smoothed, ms. */
  #rttvar = 0;
  /** How long to wait for an answer now, ms. */
  timeout: number;

  /** @param initial the timeout before the first sample, ms */
  constructor(initial: number) {
    this.timeout = initial;
  }

  // #region sample
  /** @param rtt the round trip of an answer, ms */
  addSample(rtt: number): void {
    if (this.#srtt === undefined) {
      this.#srtt = rtt;
      this.#rttvar = rtt / 2;
    } else {
      const off = Math.abs(rtt - this.#srtt);
      this.#rttvar += (off - this.#rttvar) / 4;
      this.#srtt += (rtt - this.#srtt) / 8;
    }
    const spare = Math.max(margin, 4 * this.#rttvar);
    this.timeout = Math.min(this.#srtt + spare, maxTimeout);
  }
  // #endregion sample
}

function main() {
  const [list = '50,52,49,50,120,51', extra] = process.argv.slice(2);
  if (list === '--help') {
    console.log('usage: timeout.ts [ms=50,52,49,50,120,51]');
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
  const estimate = new TimeoutEstimate(1000);
  console.log(`before any answer: wait ${estimate.timeout} ms`);
  for (const text of texts) {
    estimate.addSample(Number(text));
    const wait = estimate.timeout.toFixed(0);
    console.log(`took ${text} ms: wait ${wait} ms`);
  }
}

if (import.meta.main) main();
