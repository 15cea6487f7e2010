// The workers of a scan. They take ports from one queue and probe
// each port once, many ports at a time.

import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, Prober } from './prober.ts';
import type { TimeoutEstimate } from './timeout.ts';
import type { ConcurrencyWindow } from './window.ts';

// Errors that tell about this machine, and not about the port.
const localLimits = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
]);
/** How often the pool checks its timeouts and its window, ms. */
const interval = 20;
/** How often the last worker retries a port, 100 ms apart. */
const maxRetries = 50;

export class WorkerPool {
  /** The ports that are not probed yet, the next one last. */
  queue: number[] = [];
  /** The most workers that ran at the same time. */
  peakWorkers = 0;
  /** How often each limit of this machine was met, by error code. */
  readonly limits: Record<string, number> = {};
  /** The error that ended the scan, if one did. */
  failure: NodeJS.ErrnoException | undefined;
  #retriesLeft = maxRetries;
  #allDone = () => {};
  #usage = performance.eventLoopUtilization();
  readonly #probers = new Set<Prober>();
  readonly #address: string;
  readonly #estimate: TimeoutEstimate;
  readonly #window: ConcurrencyWindow;
  readonly #stopped: () => boolean;
  readonly #onAnswer: (
    port: number,
    answer: Answer,
    prober: Prober,
  ) => void;

  /** @param onAnswer called with each answer */
  constructor(
    address: string,
    estimate: TimeoutEstimate,
    window: ConcurrencyWindow,
    signal: AbortSignal | undefined,
    onAnswer: (port: number, answer: Answer, prober: Prober) => void,
  ) {
    this.#address = address;
    this.#estimate = estimate;
    this.#window = window;
    this.#onAnswer = onAnswer;
    this.#stopped = () =>
      signal?.aborted === true || this.failure !== undefined;
  }

  /** How many workers run now. */
  get #working() {
    return this.#probers.size;
  }

  /** Probes every port in the queue once. Ends early if stopped. */
  async probeAll(): Promise<void> {
    // An answer may have arrived that Node has not read yet. Node
    // reads from the network before it runs a setImmediate.
    const timer = setInterval(() => setImmediate(this.#tick), interval);
    await new Promise<void>((resolve) => {
      this.#allDone = resolve;
      this.#startWorkers();
      if (this.#working === 0) resolve();
    });
    clearInterval(timer);
  }

  /** Aborts all probes, because the scan was stopped. */
  abort = () => {
    for (const prober of this.#probers) prober.abort();
  };

  // #region worker
  async #worker() {
    const prober = new Prober(this.#address);
    this.#probers.add(prober);
    while (this.#working <= this.#window.size && !this.#stopped()) {
      const port = this.queue.pop();
      if (port === undefined) break;
      try {
        const answer = await prober.probe(port);
        this.#retriesLeft = maxRetries;
        this.#onAnswer(port, answer, prober);
      } catch (error) {
        this.queue.push(port);
        if (!this.#mayGoOn(error as NodeJS.ErrnoException)) break;
        await pause(100);
      }
    }
    this.#probers.delete(prober);
    if (this.#working === 0) this.#allDone();
  }
  // #endregion worker

  // #region limits
  /** Whether the worker that met this error may go on. */
  #mayGoOn(error: NodeJS.ErrnoException): boolean {
    if (this.#stopped()) return false;
    const { code = '' } = error;
    if (!localLimits.has(code) || this.#retriesLeft === 0) {
      this.failure = error;
      return false;
    }
    this.limits[code] = (this.limits[code] ?? 0) + 1;
    if (this.#working > 1) {
      this.#window.shrinkTo(this.#working - 1);
      return false;
    }
    this.#retriesLeft -= 1;
    return true;
  }
  // #endregion limits

  // #region tick
  /** Applies the timeout, adjusts the window, starts workers. */
  #tick = () => {
    const earliest = performance.now() - this.#estimate.timeout;
    for (const prober of this.#probers) {
      if (prober.startedAt <= earliest) prober.abort('silent');
    }
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, this.#usage);
    this.#usage = now;
    if (this.#working >= this.#window.size) {
      this.#window.adjust(since.utilization);
    }
    this.#startWorkers();
  };

  /** Starts as many workers as the window and the queue allow. */
  #startWorkers() {
    const useful = this.#working + this.queue.length;
    const wanted = Math.min(this.#window.size, useful);
    while (this.#working < wanted && !this.#stopped()) {
      this.#worker();
    }
    this.peakWorkers = Math.max(this.peakWorkers, this.#working);
  }
  // #endregion tick
}
