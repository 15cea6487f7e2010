// Checks the types of what a reader edits, in a thread of its own, so that the page's server answers meanwhile.
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../shared/protocol.ts';
import { Refusal } from './guard.ts';
import type { Job, JobDone } from './type-check-worker.ts';

/** The longest that one check may take, ms. The first one reads TypeScript and the types of Node. */
const timeLimit = 30_000;
/** The most checks that wait for their turn. */
const mostWaiting = 4;
/** How long the thread is kept without work, ms. */
const idleTime = 5 * 60_000;
/** The JavaScript heap of the thread, MB. */
const heapLimit = 512;

export class TypeCheck {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #count = 0;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();
  /** The number of the last check that is not needed any more. */
  readonly #cancelled = new Int32Array(new SharedArrayBuffer(4));

  /**
   * Finds the errors that TypeScript sees in a text. The text is not run.
   * @param signal ends the check when its result is no longer needed
   * @returns no errors if the check was ended, or took too long
   * @throws Refusal if too many checks wait
   */
  async check(what: Omit<Job, 'id'>, signal: AbortSignal): Promise<Diagnostic[]> {
    if (this.#waiting >= mostWaiting) throw new Refusal(429, 'checking');
    this.#waiting += 1;
    const mine = this.#turn.then(() => (signal.aborted ? [] : this.#run(what, signal)));
    this.#turn = mine.catch(() => {});
    return mine.finally(() => {
      this.#waiting -= 1;
    });
  }

  async #run(what: Omit<Job, 'id'>, signal: AbortSignal): Promise<Diagnostic[]> {
    this.#count += 1;
    const job: Job = { id: this.#count, ...what };
    const worker = this.#open();
    clearTimeout(this.#idle);
    const { promise, resolve } = Promise.withResolvers<Diagnostic[]>();
    const take = ({ diagnostics }: JobDone) => resolve(diagnostics ?? []);
    const lose = () => resolve([]);
    const cancel = () => Atomics.store(this.#cancelled, 0, job.id);
    const limit = setTimeout(() => worker.terminate(), timeLimit);
    worker.once('message', take).once('exit', lose);
    signal.addEventListener('abort', cancel, { once: true });
    worker.postMessage(job);
    try {
      return await promise;
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', cancel);
      worker.off('message', take).off('exit', lose);
      this.#idle = setTimeout(() => this.end(), idleTime).unref();
    }
  }

  #open(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(new URL('./type-check-worker.ts', import.meta.url), {
      workerData: this.#cancelled.buffer,
      env: {},
      // For compile.ts.
      execArgv: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
      resourceLimits: { maxOldGenerationSizeMb: heapLimit },
    });
    // It ended: out of memory, or its time was over. The next check starts another.
    const forget = () => {
      if (this.#worker === worker) this.#worker = undefined;
    };
    worker.on('error', forget).on('exit', forget).unref();
    this.#worker = worker;
    return worker;
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    await this.#worker?.terminate();
  }
}
