// The workers of a scan: they ask every port of a list once, many
// at a time, and all take from one queue.

import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, Asker } from './asker.ts';
import type { Patience } from './patience.ts';
import type { Width } from './width.ts';

// These speak of this machine, never of the port.
const ourLimits = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
]);
/** How often the crew looks up from its work, ms. */
const pace = 20;
/** How often, 100 ms apart, one port may meet a limit of ours. */
const mostTries = 50;

export class Crew {
  /** The ports that are still to be asked, the next one last. */
  queue: number[] = [];
  /** The most workers that there were at once. */
  mostWorking = 0;
  /** How often each limit of ours was met, by error code. */
  readonly limits: Record<string, number> = {};
  /** Why the scan cannot go on, if it cannot. */
  failure: NodeJS.ErrnoException | undefined;
  #triesLeft = mostTries;
  #allAsked = () => {};
  #seen = performance.eventLoopUtilization();
  readonly #askers = new Set<Asker>();
  readonly #address: string;
  readonly #patience: Patience;
  readonly #width: Width;
  readonly #stopped: () => boolean;
  readonly #note: (port: number, answer: Answer, asker: Asker) => void;

  /** @param note is told what each port said, and by whom */
  constructor(
    address: string,
    patience: Patience,
    width: Width,
    signal: AbortSignal | undefined,
    note: (port: number, answer: Answer, asker: Asker) => void,
  ) {
    this.#address = address;
    this.#patience = patience;
    this.#width = width;
    this.#note = note;
    this.#stopped = () =>
      signal?.aborted === true || this.failure !== undefined;
  }

  /** How many workers there are. */
  get #working() {
    return this.#askers.size;
  }

  /** Asks every port in the queue once. Ends early if stopped. */
  async askAll(): Promise<void> {
    // An answer may be here already, unread. Node reads what has come
    // before it runs a setImmediate.
    const clock = setInterval(() => setImmediate(this.#look), pace);
    await new Promise<void>((resolve) => {
      this.#allAsked = resolve;
      this.#hire();
      if (this.#working === 0) resolve();
    });
    clearInterval(clock);
  }

  /** Ends all waits, because the scan was stopped. */
  giveUp = () => {
    for (const asker of this.#askers) asker.giveUp();
  };

  // #region worker
  async #worker() {
    const asker = new Asker(this.#address);
    this.#askers.add(asker);
    while (this.#working <= this.#width.now && !this.#stopped()) {
      const port = this.queue.pop();
      if (port === undefined) break;
      try {
        const answer = await asker.ask(port);
        this.#triesLeft = mostTries;
        this.#note(port, answer, asker);
      } catch (error) {
        this.queue.push(port);
        if (!this.#mayStay(error as NodeJS.ErrnoException)) break;
        await pause(100);
      }
    }
    this.#askers.delete(asker);
    if (this.#working === 0) this.#allAsked();
  }
  // #endregion worker

  // #region limits
  /** Says whether the worker that met this error shall go on. */
  #mayStay(error: NodeJS.ErrnoException): boolean {
    if (this.#stopped()) return false;
    const { code = '' } = error;
    if (!ourLimits.has(code) || this.#triesLeft === 0) {
      this.failure = error;
      return false;
    }
    this.limits[code] = (this.limits[code] ?? 0) + 1;
    if (this.#working > 1) {
      this.#width.shrinkTo(this.#working - 1);
      return false;
    }
    this.#triesLeft -= 1;
    return true;
  }
  // #endregion limits

  // #region look
  /** Looks up from the work: who waits too long? Are we idle? */
  #look = () => {
    const longAgo = performance.now() - this.#patience.wait;
    for (const asker of this.#askers) {
      if (asker.askedAt <= longAgo) asker.giveUp('silent');
    }
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, this.#seen);
    this.#seen = now;
    if (this.#working >= this.#width.now) {
      this.#width.steer(since.utilization);
    }
    this.#hire();
  };

  /** Starts workers, as many as there may be. */
  #hire() {
    const useful = this.#working + this.queue.length;
    const wanted = Math.min(this.#width.now, useful);
    while (this.#working < wanted && !this.#stopped()) {
      this.#worker();
    }
    this.mostWorking = Math.max(this.mostWorking, this.#working);
  }
  // #endregion look
}
