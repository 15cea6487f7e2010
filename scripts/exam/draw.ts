// Draws the values of a test from a key: the same key gives the same test.
import { createHmac, scryptSync } from 'node:crypto';

/** How much work it is to try a key (RFC 7914): about 100 ms, so that a short one cannot be found by trying many. */
const cost = { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 };

/** Values that follow from a key. Each is drawn under a name of its own, so a new one changes no other. */
export class Draw {
  readonly #secret: Buffer;
  /** The name of the test, as in "unseen-4f2a". It does not tell the key. */
  readonly name: string;

  constructor(key: string) {
    this.#secret = scryptSync(key.normalize('NFC'), 'socketbook exam 1', 32, cost);
    this.name = `unseen-${this.#bytes('name').toString('hex').slice(0, 4)}`;
  }

  #bytes(what: string): Buffer {
    return createHmac('sha256', this.#secret).update(what).digest();
  }

  /** A whole number from `from` to `to`. */
  number(what: string, from: number, to: number): number {
    return from + (this.#bytes(what).readUIntBE(0, 6) % (to - from + 1));
  }

  /** One of the values. @throws RangeError if there is none */
  pick<Value>(what: string, values: readonly Value[]): Value {
    const value = values[this.number(what, 0, values.length - 1)];
    if (value === undefined) throw new RangeError(`nothing to pick for ${what}`);
    return value;
  }

  /** The values in another order (Fisher-Yates). */
  shuffle<Value>(what: string, values: readonly Value[]): Value[] {
    const mixed = [...values];
    for (let last = mixed.length - 1; last > 0; last--) {
      const other = this.number(`${what} ${last}`, 0, last);
      [mixed[last], mixed[other]] = [mixed[other] as Value, mixed[last] as Value];
    }
    return mixed;
  }

  /** So many different values, in an order that is drawn, too. */
  some<Value>(what: string, values: readonly Value[], count: number): Value[] {
    return this.shuffle(what, values).slice(0, count);
  }
}
