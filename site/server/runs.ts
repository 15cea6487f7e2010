import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { writtenPort } from '../../scripts/course/cells.ts';
import type { Lang } from '../../scripts/course/languages.ts';
import type { Cell, Lesson } from '../../scripts/course/lesson.ts';
import { crashIn, tellCrash } from '../../scripts/judge/crash.ts';
import { foldersOf } from '../../scripts/runner/permissions.ts';
import type { StreamName } from '../../scripts/runner/run.ts';
import { type SupervisedRun, Supervision } from '../../scripts/supervisor/supervision.ts';
import type { RunEvent } from '../shared/protocol.ts';
import { CoursePorts } from './course-ports.ts';
import { Refusal } from './guard.ts';
import { LineTimes } from './line-times.ts';
import { pace } from './pace.ts';
import { findTarget } from './target.ts';

/** The most programs that run at once. A browser opens six connections to a server, and each run occupies one. */
const mostRuns = 4;
/** The time limits of a program, ms: one that ends by itself, and one that runs until it is stopped. */
const timeLimit = 5 * 60_000;
const timeLimitUntilStopped = 30 * 60_000;

/** The most characters of the end of standard error in which Node's report on an error is looked for. */
const mostReport = 20_000;
/** The most characters that a reader may type into one program. */
const mostTyped = 200_000;

interface Live {
  running: SupervisedRun;
  stopped: boolean;
  /** How many more characters may be typed; undefined if the program reads no input, or its input has ended. */
  typable: number | undefined;
  mayType: () => boolean;
}

/** What a page asks for. */
export interface Order {
  lesson: Lesson;
  cell: Cell;
  args: string[];
  draft: string | undefined;
  /** The language of the page. */
  lang: Lang;
}

/** The programs that the page has started. */
export class Runs {
  readonly #live = new Map<string, Live>();
  /** The process that enforces the limits of the programs and the judgements. */
  readonly supervision = new Supervision();
  readonly ports = new CoursePorts();

  /**
   * Runs a cell and writes its events to the response, line by line. Ends the program if the page closes the connection.
   * @throws Refusal before a program is started
   */
  async run({ lesson, cell, args, draft, lang }: Order, response: ServerResponse) {
    if (cell.threads && draft !== undefined) throw new Refusal(403, 'draftThreads');
    const ports = writtenPort(lesson, cell) === undefined ? undefined : await this.ports.moved(lesson);
    const { far, names } = cell.host ? await findTarget(args) : { names: {} };
    if (far !== undefined) throw new Refusal(403, 'farTarget', far);
    if (this.#live.size >= mostRuns) throw new Refusal(429, 'tooMany', String(mostRuns));
    if (response.destroyed) return;

    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' });
    const write = (event: RunEvent) => {
      if (!response.destroyed) response.write(`${JSON.stringify(event)}\n`);
    };
    const id = randomUUID();
    const begun = performance.now();
    const file = join(lesson.dir, cell.file);
    // The lines of the two programs of a pair are shown in the order in which they were printed.
    const isTimed = lesson.pairs.some(({ server, client }) => [server, client].includes(cell.name));
    let stderr = '';
    const options = {
      threads: cell.threads,
      input: cell.input,
      times: isTimed,
      calls: true,
      lang,
      link: cell.link,
      readable: foldersOf(lesson, cell),
      names,
      headLimit: 200_000,
      draft,
      ...(ports === undefined ? {} : { ports }),
      timeLimit: cell.until === 'stopped' ? timeLimitUntilStopped : timeLimit,
    };
    const pass = (from: StreamName, text: string, times: number[]) => {
      if (from === 'stderr') stderr = (stderr + text).slice(-mostReport);
      write({ ...(from === 'stdout' ? { stdout: text } : { stderr: text }), ...(times.length > 0 && { times }) });
    };
    const lineTimes = new LineTimes();
    const running = this.supervision.run(
      { file, args, options },
      (from, piece) => {
        const { text, times } = isTimed ? lineTimes.take(from, piece) : { text: piece, times: [] };
        if (text !== '') pass(from, text, times);
      },
      (calls, cut) => write({ calls, ...(cut && { cut }) }),
    );
    const live: Live = { running, stopped: false, typable: cell.input ? mostTyped : undefined, mayType: pace(50, 20) };
    this.#live.set(id, live);
    response.on('close', () => running.kill());
    write({ id });
    const { code, limit } = await running.done;
    for (const from of ['stdout', 'stderr'] as const) {
      const rest = lineTimes.rest(from);
      if (rest !== '') pass(from, rest, []);
    }
    this.#live.delete(id);
    const crash = code === 0 ? undefined : crashIn(stderr, cell.file);
    write({
      end: {
        code,
        ms: performance.now() - begun,
        stopped: live.stopped,
        ...(limit === undefined ? {} : { limit }),
        ...(crash === undefined ? {} : { crash: { said: tellCrash(crash)[lang], lines: crash.reportLines } }),
        ...(crash?.line === undefined ? {} : { line: crash.line }),
      },
    });
    response.end();
  }

  /** Stops a run like Ctrl-C; the second call ends it immediately. @throws Refusal if no run has this id */
  stop(id: string): void {
    const live = this.#live.get(id);
    if (live === undefined) throw new Refusal(404, 'notRunning');
    if (live.stopped) live.running.kill();
    else live.running.stop();
    live.stopped = true;
  }

  /**
   * Types a line into a run, or ends its input. Only the page that started the run knows its id.
   * @param text one line without its end; undefined ends the input
   * @throws Refusal if no run has this id, it reads no input, or too much is typed
   */
  type(id: string, text: string | undefined): void {
    const live = this.#live.get(id);
    if (live === undefined || live.typable === undefined) throw new Refusal(404, 'notRunning');
    if (!live.mayType()) throw new Refusal(429, 'typedTooFast');
    live.typable -= text?.length ?? 0;
    if (live.typable < 0) throw new Refusal(413, 'typedTooMuch');
    live.running.type(text === undefined ? '' : `${text}\n`, text === undefined);
    if (text === undefined) live.typable = undefined;
  }

  /** Starts the supervisor now, so that the first run does not wait for it. */
  open(): void {
    this.supervision.open();
  }

  /** Ends all programs immediately. */
  end(): Promise<void> {
    return this.supervision.end();
  }
}
