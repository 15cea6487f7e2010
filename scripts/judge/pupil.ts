import { dirname } from 'node:path';
import { Problem } from '../project/problem.ts';
import { watch } from '../project/wait.ts';
import { readersDescriptors } from '../runner/limits.ts';
import { type Outcome, type Running, start } from '../runner/run.ts';
import { quote, Wrong } from './verdict.ts';

/** The sections that explain mistakes which can occur in every exercise. */
const see = {
  goesOn: '02-create-sockets#the-program-that-does-not-end',
  serves: '03-server-client#the-server-listens',
};
/**
 * A program under judgement runs at most this many times the judge's patience. A check has fewer steps than this, and each
 * step takes at most that long. The program always ends when the judgement ends.
 */
const mostWaits = 60;

/** A pupil's program while it runs. */
export class Pupil {
  stdout = '';
  stderr = '';
  /** How it ended; undefined while it runs. */
  outcome: Outcome | undefined;
  /** The check has waited for its end, so the end is not a crash. */
  wasAwaited = false;
  readonly #running: Running;
  readonly #patience: number;
  /** The reason why the runner stopped it; undefined if it did not. */
  #stopped: string | undefined;
  readonly #events: ReturnType<typeof watch>;

  /**
   * @param file absolute path
   * @param patience the longest wait for a line or for the end, ms
   * @param readable the files and folders that it may read besides the file itself; by default, the file's folder
   */
  constructor(file: string, args: readonly string[], patience: number, readable: readonly string[] = [dirname(file)]) {
    this.#patience = patience;
    this.#events = watch(patience);
    this.#running = start(file, args, {
      readable,
      descriptors: readersDescriptors,
      timeLimit: mostWaits * patience,
      onOutput: (from, text) => {
        this[from] += text;
        this.#events.look();
      },
    });
    this.#running.done.then(
      (outcome) => {
        this.outcome = outcome;
        this.#events.look();
      },
      (error) => {
        this.#stopped = error instanceof Problem ? error.remedy : String(error);
        this.#events.look();
      },
    );
  }

  /** Waits for its standard output. Resolves when the output is enough, the program has ended, or the time is over. */
  async prints(enough: (stdout: string) => boolean): Promise<string> {
    await this.#events.until(() => enough(this.stdout) || this.outcome !== undefined || this.#stopped !== undefined);
    return this.stdout;
  }

  /**
   * Waits until it has printed that it is ready. Returns the port from the line `listening on HOST:PORT`.
   * @throws Wrong `not-listening`
   */
  async listening(): Promise<number> {
    const line = /^listening on .*:(\d+)$/m;
    const port = Number(line.exec(await this.prints((stdout) => line.test(stdout)))?.[1]);
    if (port >= 1 && port <= 65_535) return port;
    throw new Wrong({
      id: 'not-listening',
      saw: this.stdout === '' ? { en: 'no line at all', zh: '一行也没有' } : quote(this.stdout),
      wanted: {
        en: 'the line "listening on HOST:PORT", printed when the program is ready',
        zh: '程序就绪后打印一行 "listening on HOST:PORT"',
      },
      see: see.serves,
    });
  }

  /**
   * Waits for its end.
   * @throws Wrong `hung` if it still runs after the time limit, `stopped` if it reached a limit of the runner
   */
  async ends(): Promise<Outcome> {
    this.wasAwaited = true;
    await this.prints(() => false);
    if (this.outcome !== undefined) return this.outcome;
    if (this.#stopped !== undefined) {
      const wanted = { en: 'a program that ends by itself', zh: '程序自己结束' };
      throw new Wrong({ id: 'stopped', saw: this.#stopped, wanted, see: see.goesOn });
    }
    throw new Wrong({
      id: 'hung',
      saw: {
        en: `the program still runs after ${this.#patience / 1000} s; it was stopped`,
        zh: `过了 ${this.#patience / 1000} 秒程序还在运行，已被停止`,
      },
      wanted: { en: 'a program that ends by itself', zh: '程序自己结束' },
      see: see.goesOn,
    });
  }

  /** Stops it like Ctrl-C. */
  interrupt(): void {
    this.#running.stop().catch(() => {});
  }

  /** Ends it at once, and waits for its end. */
  async kill(): Promise<void> {
    this.#running.kill();
    await this.#running.done.catch(() => {});
  }

  /** The error with which it crashed; undefined if it did not. Valid after it has ended. */
  get crash(): string | undefined {
    if (this.outcome === undefined || this.outcome.code === 0 || this.wasAwaited) return undefined;
    if (this.outcome.signal === 'SIGKILL') return undefined;
    const lines = this.outcome.stderr.split('\n').filter((line) => line.trim() !== '');
    return (
      lines.find((line) => /^\w*Error\b/.test(line)) ??
      lines.find((line) => /Error\b/.test(line)) ??
      lines[0] ??
      `exit code ${this.outcome.code}`
    );
  }
}
