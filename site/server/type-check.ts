// Checks the types of what a reader edits, in a process of its own, so that the page's server answers meanwhile, and lives on if
// a text needs more memory than V8 has.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Diagnostic } from '../shared/protocol.ts';
import { Refusal } from './guard.ts';
import type { Job, JobDone } from './type-check-worker.ts';

/** The longest that one check may take, ms. The first one reads TypeScript and the types of Node. */
const timeLimit = 30_000;
/** The most checks that wait for their turn. */
const mostWaiting = 4;
/** How long the process is kept without work, ms. */
const idleTime = 5 * 60_000;

/** What the process gets: a text to check, or the number of the last one that is not needed any more. */
export type Message = Job | { cancel: number };

/** Starts type-check-process.ts. It writes no core dump if V8 ends it, and nobody can open its debugger by a signal. */
function startProcess(): ChildProcess {
  const file = fileURLToPath(new URL('./type-check-process.ts', import.meta.url));
  const command = [process.execPath, '--disable-sigusr1', file];
  const [program = '', ...args] =
    process.platform === 'win32' ? command : ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', 'sh', ...command];
  return spawn(program, args, { env: {}, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], windowsHide: true });
}

export class TypeCheck {
  #child: ChildProcess | undefined;
  #idle: NodeJS.Timeout | undefined;
  #count = 0;
  #waiting = 0;
  #turn: Promise<unknown> = Promise.resolve();

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
    const child = this.#open();
    clearTimeout(this.#idle);
    const { promise, resolve } = Promise.withResolvers<Diagnostic[]>();
    const take = ({ diagnostics }: JobDone) => resolve(diagnostics ?? []);
    const lose = () => resolve([]);
    const send = (message: Message) => child.connected && child.send(message);
    const cancel = () => send({ cancel: job.id });
    const limit = setTimeout(() => child.kill('SIGKILL'), timeLimit);
    child.once('message', take).once('exit', lose).once('error', lose);
    signal.addEventListener('abort', cancel, { once: true });
    send(job);
    try {
      return await promise;
    } finally {
      clearTimeout(limit);
      signal.removeEventListener('abort', cancel);
      child.off('message', take).off('exit', lose).off('error', lose);
      this.#idle = setTimeout(() => this.end(), idleTime).unref();
    }
  }

  #open(): ChildProcess {
    if (this.#child !== undefined) return this.#child;
    const child = startProcess();
    // It ended: out of memory, its time was over, or the system started none. The next check starts another.
    const forget = () => {
      if (this.#child === child) this.#child = undefined;
    };
    child.on('error', forget).on('exit', forget).unref();
    child.channel?.unref();
    this.#child = child;
    return child;
  }

  /** Ends the process. */
  async end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    this.#child = undefined;
    // The system may have started none.
    const ended = once(child, 'exit').catch(() => {});
    child.ref();
    child.kill('SIGKILL');
    await ended;
  }
}
