import { dirname } from 'node:path';
import type { Both } from '../course/languages.ts';
import { Problem } from '../project/problem.ts';
import { watch } from '../project/wait.ts';
import { readersDescriptors } from '../runner/limits.ts';
import type { ConnectionRequest } from '../runner/requests.ts';
import { type Outcome, type Running, start } from '../runner/run.ts';
import { canWatchSleep, watchComputing, watchSleep } from './activity.ts';
import { type Crash, crashIn, tellCrash } from './crash.ts';
import { type Mistake, quote, type Translated, Wrong } from './verdict.ts';

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
/** How often it is looked at whether a program sleeps, or computes, ms. */
const sleepPace = 40;
const computePace = 250;
/** A program that has begun to sleep so often in a wait for a short rest, shorter than this, ms, never rests. */
const restless = 40;
const longRest = 500;
/** How long a check has to notice that a program crashed, ms, before the judge ends it. */
const afterCrash = 2000;
/** A program counts as one that computes if it has done so for so long without a pause, s: by the clock, and on a processor. */
const computes = { clock: 3, total: 0.3 };
/** From so much processor time on, s, which no task needs, it is in a loop that never ends, unless it asks the system for events in it. */
export const usualComputing = 3;
/** The part of its time that a loop spends in the system if it asks for events: a wait of length 0 takes as long as a turn. */
const asksSystem = 0.05;

/** A pupil's program while it runs. */
export class Pupil {
  stdout = '';
  stderr = '';
  /** How it ended; undefined while it runs. */
  outcome: Outcome | undefined;
  /** The check has waited for its end, so the end is not a crash. */
  wasAwaited = false;
  /** Called as soon as nothing can change the verdict: it never began, crashed, or computes without end. */
  onHopeless: () => void = () => {};
  #isHopeless = false;
  readonly #file: string;
  readonly #running: Running;
  readonly #patience: number;
  /** The reason why the runner stopped it; undefined if it did not. */
  #stopped: string | undefined;
  readonly #events: ReturnType<typeof watch>;

  /**
   * @param file absolute path
   * @param patience the longest wait for a line or for the end, ms
   * @param readable the files and folders that it may read besides the file itself; by default, the file's folder
   * @param mostComputing the most processor time without a pause, s
   */
  constructor(
    file: string,
    args: readonly string[],
    patience: number,
    readable: readonly string[] = [dirname(file)],
    mostComputing = usualComputing,
  ) {
    this.#patience = patience;
    this.#file = file;
    this.#events = watch(patience);
    this.#running = start(file, args, {
      readable,
      descriptors: readersDescriptors,
      timeLimit: mostWaits * patience,
      requests: true,
      onOutput: (from, text) => {
        this[from] += text;
        this.#events.look();
      },
    });
    this.#watchComputing(mostComputing);
    this.#running.done.then(
      (outcome) => {
        this.outcome = outcome;
        this.#events.look();
        if (this.syntaxError !== undefined) this.#giveUp();
        // The check may still wait for its end, which is then no crash.
        else if (this.crash !== undefined) setTimeout(() => this.#hasCrashed && this.#giveUp(), afterCrash).unref();
      },
      (error) => {
        this.#stopped = error instanceof Problem ? error.remedy : String(error);
        this.#events.look();
      },
    );
  }

  /** What is known of the program now decides the verdict, whatever the check does before the judgement is over. */
  #giveUp(): void {
    this.#isHopeless = true;
    this.onHopeless();
  }

  /** Whether an uncaught error ended it, and the check has not waited for its end. */
  get #hasCrashed(): boolean {
    return this.crash !== undefined && this.#crash !== undefined;
  }

  /** Whether it has ended, by itself or at a limit. */
  get isOver(): boolean {
    return this.outcome !== undefined || this.#stopped !== undefined;
  }

  /** Whether its main thread has computed for some time without waiting for anything. */
  isComputing = false;

  #watchComputing(most: number): void {
    const computed = watchComputing(this.#running.pid ?? 0);
    const timer = setInterval(() => {
      const { clock, total, system } = computed();
      const isEndless = total >= most && system < asksSystem * total;
      this.isComputing = isEndless || (clock >= computes.clock && total >= computes.total);
      if (!isEndless) return;
      clearInterval(timer);
      this.#giveUp();
    }, computePace);
    this.#running.done.catch(() => {}).finally(() => clearInterval(timer));
  }

  /**
   * Its connection requests to a port, in the order in which they began. The program's own process noted the times: a busy
   * machine does not change them.
   */
  requestsTo(port: number): ConnectionRequest[] {
    return this.#running.requests.filter((request) => request.port === port);
  }

  /** How many of its connection requests to a port wait for an answer. */
  waitingFor(port: number): number {
    return this.requestsTo(port).filter(({ end }) => end === Number.POSITIVE_INFINITY).length;
  }

  /** The mistake of a program that computes without end. */
  get endless(): Mistake {
    return {
      id: 'hung',
      saw: {
        en: 'the program never stopped computing: a loop in it does not end, so that nothing else can happen',
        zh: '程序一直在计算，从未停下：里面有一个循环不会结束，别的事都无法进行',
      },
      wanted: {
        en: 'a loop that ends, or that waits in each turn (`await`) for an event',
        zh: '循环会结束，或者每一轮都等待（`await`）一个事件',
      },
      see: see.goesOn,
    };
  }

  /**
   * Waits until it sleeps for `ms` in one go, from now on: it has read all that was sent, and done all that it could do
   * without an event or a timer.
   * @returns true if it does, or has ended; false at the judge's time limit, or if it wakes again and again, as a program does
   * that looks at a clock. Where the system does not tell whether a program sleeps, it is false after `ms`.
   */
  async rests(ms: number): Promise<boolean> {
    const watch = watchSleep(this.#running.pid ?? 0);
    const start = performance.now();
    watch();
    while (!this.isOver) {
      await new Promise((resolve) => setTimeout(resolve, sleepPace).unref());
      const { slept, sleeps } = watch();
      const passed = performance.now() - start;
      if (canWatchSleep && slept >= ms) return true;
      if (passed >= (canWatchSleep ? this.#patience : ms)) return false;
      if (ms < longRest && passed > 4 * ms && sleeps > restless) return false;
    }
    return true;
  }

  /**
   * Waits for its end, as `ends` does, and gives up earlier: as soon as it sleeps for `ms` in one go. For a program that
   * has nothing more to wait for.
   * @returns whether it has ended
   */
  async endsSoon(ms = 1000): Promise<boolean> {
    await Promise.race([this.prints(() => false), this.rests(ms)]);
    return this.outcome !== undefined;
  }

  /**
   * Waits for its standard output. Resolves when the output is enough, the program has ended, or the time is over.
   * @param limit the time limit, ms; the judge's patience if that is shorter
   */
  async prints(enough: (stdout: string) => boolean, limit?: number): Promise<string> {
    await this.#events.until(() => enough(this.stdout) || this.isOver, limit);
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
    if (this.isComputing) throw new Wrong(this.endless);
    throw new Wrong({
      id: 'not-listening',
      saw: this.printed,
      wanted: {
        en: 'the line "listening on HOST:PORT", printed when the program is ready',
        zh: '程序就绪后打印一行 "listening on HOST:PORT"',
      },
      see: see.serves,
    });
  }

  /** What it has printed, for a verdict. If it printed on standard error only, that is said. */
  get printed(): Translated {
    if (this.stdout !== '') return quote(this.stdout);
    if (this.stderr.trim() === '' || this.#crash !== undefined) return { en: 'no line at all', zh: '一行也没有' };
    const said = quote(this.stderr);
    return {
      en: `no line on standard output; on standard error (console.error) ${said}`,
      zh: `标准输出上一行也没有；标准错误（console.error）上是 ${said}`,
    };
  }

  /**
   * Waits for its end.
   * @param situation what was tried, as in "with the port 22", for the verdict that it still runs
   * @param idle the wait ends as soon as it sleeps for so long in one go, ms; without it, the judge waits as long as it can
   * @throws Wrong `hung` if it still runs then, `stopped` if it reached a limit of the runner
   */
  async ends(situation?: Both, idle?: number): Promise<Outcome> {
    this.wasAwaited = true;
    const ended = this.prints(() => false).then(() => false);
    const rested = await Promise.race(idle === undefined ? [ended] : [ended, this.rests(idle)]);
    if (this.outcome !== undefined) return this.outcome;
    if (this.#stopped !== undefined) {
      const wanted = { en: 'a program that ends by itself', zh: '程序自己结束' };
      throw new Wrong({ id: 'stopped', saw: this.#stopped, wanted, see: see.goesOn });
    }
    if (this.isComputing) throw new Wrong(this.endless);
    const seconds = this.#patience / 1000;
    const still = !rested
      ? { en: `still runs after ${seconds} s`, zh: `过了 ${seconds} 秒还在运行` }
      : { en: 'waits for something and does not end', zh: '在等待什么，没有结束' };
    const { en, zh } = situation ?? { en: '', zh: '' };
    throw new Wrong({
      id: 'hung',
      saw: {
        en: `${en && `${en}, `}the program ${still.en}; it was stopped`,
        zh: `${zh && `${zh}，`}程序${still.zh}，已被停止`,
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

  get #crash(): Crash | undefined {
    return this.outcome === undefined ? undefined : crashIn(this.outcome.stderr, this.#file);
  }

  /** The mistake of a program that never began, because Node cannot read its file. */
  get syntaxError(): Mistake | undefined {
    const crash = this.#crash;
    if (!crash?.syntax) return undefined;
    return {
      id: 'syntax-error',
      saw: tellCrash(crash),
      wanted: {
        en: 'a program that Node can read; this one did not begin to run',
        zh: 'Node 能读懂的程序；这个程序没有开始运行',
      },
    };
  }

  /** The error with which it crashed; undefined if it did not. Valid after it has ended. */
  get crash(): Both | undefined {
    if (this.outcome === undefined || this.outcome.code === 0) return undefined;
    if (this.wasAwaited && !this.#isHopeless) return undefined;
    if (this.outcome.signal === 'SIGKILL') return undefined;
    const crash = this.#crash;
    if (crash !== undefined) return tellCrash(crash);
    const lines = this.outcome.stderr.split('\n').filter((line) => line.trim() !== '');
    const text =
      lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.find((line) => /Error\b/.test(line)) ?? lines[0];
    if (text !== undefined) return { en: text, zh: text };
    return { en: `exit code ${this.outcome.code}`, zh: `退出码 ${this.outcome.code}` };
  }
}
