// The server's end of supervisor.ts.
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import * as v from 'valibot';
import { projectDir } from '../course/lesson.ts';
import type { Verdict } from '../judge/verdict.ts';
import { Problem } from '../project/problem.ts';
import type { Call, Cut } from '../runner/call.ts';
import { launch } from '../runner/process.ts';
import type { StreamName } from '../runner/run.ts';
import { type Report, type Request, type RunRequest, readMessages, report, subject } from './messages.ts';

/** How a run ended: the exit code (null if a signal ended it), or the limit that ended it. */
interface End {
  code: number | null;
  limit?: string | undefined;
}

export interface SupervisedRun {
  /** Resolves when it has ended, for any reason. */
  done: Promise<End>;
  /** Stops it like Ctrl-C, with SIGKILL if it has not ended after 5 s. */
  stop(): void;
  /** Writes a text of at most 2000 characters to its standard input, and ends that if `end` is true. */
  type(text: string, end: boolean): void;
  /** Ends it at once. */
  kill(): void;
}

/** The supervisor ended, and all its programs with it. */
export class SupervisorEnded extends Problem {
  constructor() {
    super(
      'scripts/supervisor/supervisor.ts',
      'the process that runs programs ended, and the program with it; run it again',
    );
  }
}

interface Waiting {
  take(message: Report): void;
  lose(error: Problem): void;
}

/** A process that runs programs and judgements for a server. The first request starts it, and restarts it if it has ended. */
export class Supervision {
  readonly #waiting = new Map<string, Waiting>();
  #child: ChildProcess | undefined;

  /** Starts the process early, so that the first run does not wait for it. */
  open(): void {
    this.#child ??= this.#start();
  }

  #start(): ChildProcess {
    const child = launch([join(projectDir, 'scripts', 'supervisor', 'supervisor.ts')], process.env, {
      input: 'open',
      reports: true,
    });
    const lost = () => {
      if (this.#child !== child) return;
      this.#child = undefined;
      const all = [...this.#waiting.values()];
      this.#waiting.clear();
      for (const one of all) one.lose(new SupervisorEnded());
    };
    child.on('error', lost).on('exit', lost);
    child.stdout?.resume();
    // The supervisor writes here only errors. They may quote what a program printed, so control characters are replaced.
    child.stderr?.setEncoding('utf8').on('data', (text: string) => console.error(text.replace(/[^\P{Cc}\n]/gu, ' ')));
    const reports = child.stdio[4] as Readable | undefined;
    if (reports) {
      const take = (message: Report) => this.#waiting.get(message.id)?.take(message);
      readMessages(reports, report, take, (message, error) => this.#refuse(message, error)).catch((error) => {
        console.error(error);
        child.kill('SIGKILL');
      });
    }
    return child;
  }

  /**
   * Ends the run or judgement whose report is not valid, and nothing else.
   * @throws the error, if the report has no id
   */
  #refuse(message: unknown, error: Error): void {
    if (!v.is(subject, message)) throw error;
    const { id } = message;
    this.#sendAbout(id, 'kill');
    this.#waiting
      .get(id)
      ?.lose(
        new Problem(
          'scripts/supervisor/supervisor.ts',
          'sent an invalid report on the program; the program was stopped',
        ),
      );
  }

  #send(message: Request): void {
    this.open();
    (this.#child?.stdin as Writable | null | undefined)?.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends a message about a run or judgement, if the present process started it. */
  #sendAbout(id: string, what: 'stop' | 'kill'): void {
    if (this.#waiting.has(id)) this.#send({ do: what, id });
  }

  /** Starts a program. The options are those of `start` in scripts/runner/run.ts. @param onCalls needs the option `calls` */
  run(
    what: Pick<RunRequest, 'file' | 'args' | 'options'>,
    onOutput: (from: StreamName, text: string) => void,
    onCalls?: (calls: Call[], cut?: Cut) => void,
  ): SupervisedRun {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<End>();
    const finish = (end: End) => {
      this.#waiting.delete(id);
      resolve(end);
    };
    this.#waiting.set(id, {
      take(message) {
        if ('from' in message) onOutput(message.from, message.text);
        if ('calls' in message) onCalls?.(message.calls, message.cut);
        if ('code' in message) finish({ code: message.code, limit: message.limit });
      },
      lose: (error) => finish({ code: null, limit: error.remedy }),
    });
    this.#send({ do: 'run', id, ...what });
    return {
      done: promise,
      stop: () => this.#sendAbout(id, 'stop'),
      type: (text, end) => this.#waiting.has(id) && this.#send({ do: 'type', id, text, end }),
      kill: () => this.#sendAbout(id, 'kill'),
    };
  }

  /**
   * Judges a program.
   * @param exercise for example "03/echo-lines"
   * @param file absolute path
   * @throws SupervisorEnded; Error if the judge itself fails; the signal's reason if it is aborted
   */
  async judge(exercise: string, file: string, signal: AbortSignal): Promise<Verdict> {
    signal.throwIfAborted();
    const id = randomUUID();
    const { promise, resolve, reject } = Promise.withResolvers<Verdict>();
    const abort = () => {
      this.#sendAbout(id, 'kill');
      reject(signal.reason);
    };
    this.#waiting.set(id, {
      take(message) {
        if ('verdict' in message) resolve(message.verdict as Verdict);
        if ('failed' in message) reject(new Error(message.failed));
      },
      lose: reject,
    });
    signal.addEventListener('abort', abort, { once: true });
    this.#send({ do: 'judge', id, exercise, file });
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#waiting.delete(id);
    }
  }

  /** Ends the process and everything it started. */
  async end(): Promise<void> {
    const child = this.#child;
    if (child === undefined) return;
    const ended = once(child, 'exit').catch(() => {});
    child.stdin?.end();
    await ended;
  }
}
