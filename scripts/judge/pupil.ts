import { dirname } from 'node:path';
import { Problem } from '../project/problem.ts';
import { type Outcome, type Running, readersDescriptors, start } from '../runner/run.ts';
import { quote, Wrong } from './verdict.ts';

/** Where the lessons speak of what goes wrong in any exercise. */
const see = {
  goesOn: '02-create-sockets#the-program-that-does-not-end',
  serves: '03-server-client#the-server-listens',
};
/**
 * How many times the judge's patience a program under judgement runs at most: more than any check has steps, of which each
 * may take that long. The end of the judgement ends it in any case.
 */
const mostWaits = 60;

/** A pupil's program while it runs. */
export class Pupil {
  stdout = '';
  stderr = '';
  /** How it ended, as soon as it has. */
  outcome: Outcome | undefined;
  /** The check has waited for its end: that it ended is no surprise. */
  wasAwaited = false;
  readonly #running: Running;
  readonly #patience: number;
  /** Why the runner stopped it, if it did. */
  #stopped: string | undefined;
  readonly #waiting = new Set<() => void>();

  /**
   * @param file absolute path
   * @param patience how long the judge waits for a line or for the end, ms
   * @param readable what it may read beside the file itself; its folder by default
   */
  constructor(file: string, args: readonly string[], patience: number, readable: readonly string[] = [dirname(file)]) {
    this.#patience = patience;
    this.#running = start(file, args, {
      readable,
      descriptors: readersDescriptors,
      timeLimit: mostWaits * patience,
      onOutput: (from, text) => {
        this[from] += text;
        this.#look();
      },
    });
    this.#running.done.then(
      (outcome) => {
        this.outcome = outcome;
        this.#look();
      },
      (error) => {
        this.#stopped = error instanceof Problem ? error.remedy : String(error);
        this.#look();
      },
    );
  }

  #look(): void {
    for (const one of [...this.#waiting]) one();
  }

  /**
   * Waits for its standard output. Resolves when that is enough, or the program has ended, or the judge has waited long enough.
   * @param limit the time limit, ms; the judge's patience if that is shorter
   */
  prints(enough: (stdout: string) => boolean, limit = this.#patience): Promise<string> {
    return new Promise((resolve) => {
      const finish = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve(this.stdout);
      };
      const timer = setTimeout(finish, Math.min(limit, this.#patience));
      const look = () => {
        if (enough(this.stdout) || this.outcome !== undefined || this.#stopped !== undefined) finish();
      };
      this.#waiting.add(look);
      look();
    });
  }

  /**
   * Waits until it says that it is up, and returns the port from the line `listening on HOST:PORT`.
   * @throws Wrong `not-listening`
   */
  async listening(): Promise<number> {
    const line = /^listening on .*:(\d+)$/m;
    const port = Number(line.exec(await this.prints((stdout) => line.test(stdout)))?.[1]);
    if (port >= 1 && port <= 65_535) return port;
    throw new Wrong({
      passed: false,
      id: 'not-listening',
      saw: this.stdout === '' ? { en: 'no line at all', zh: '一行也没有' } : quote(this.stdout),
      wanted: {
        en: 'the line "listening on HOST:PORT", printed once the program is up',
        zh: '程序就绪后打印一行 "listening on HOST:PORT"',
      },
      see: see.serves,
    });
  }

  /**
   * Waits for its end.
   * @throws Wrong `hung` when it goes on, `stopped` when it met a limit of the runner
   */
  async ends(): Promise<Outcome> {
    this.wasAwaited = true;
    await this.prints(() => false);
    if (this.outcome !== undefined) return this.outcome;
    if (this.#stopped !== undefined) {
      const wanted = { en: 'a program that ends by itself', zh: '程序自己结束' };
      throw new Wrong({ passed: false, id: 'stopped', saw: this.#stopped, wanted, see: see.goesOn });
    }
    throw new Wrong({
      passed: false,
      id: 'hung',
      saw: {
        en: `the program still runs after ${this.#patience / 1000} s; it was stopped`,
        zh: `过了 ${this.#patience / 1000} 秒程序还在运行，已被停止`,
      },
      wanted: { en: 'a program that ends by itself', zh: '程序自己结束' },
      see: see.goesOn,
    });
  }

  /** As Ctrl-C does. */
  interrupt(): void {
    this.#running.stop().catch(() => {});
  }

  /** Ends it at once, and waits until it is gone. */
  async kill(): Promise<void> {
    this.#running.kill();
    await this.#running.done.catch(() => {});
  }

  /** What it said when it failed, if it ended in a way nobody asked for. To be looked at when it has been killed or has ended. */
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
