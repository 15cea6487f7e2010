import type { Call, Cut, End } from '../shared/protocol.ts';
import { ask, lines } from './server.ts';

/** What to run: a cell's program, the reader's draft of it, or the pupil's own file of an exercise. */
type Order = { lesson: string; cell: string; args: string[]; draft?: string } | { exercise: string; args: string[] };

/** What else the server says of a run: the id by which it knows the run, or calls of the program on its sockets. */
type RunNews = { id?: string; calls?: Call[]; cut?: Cut };

/** One run of a program on the server. */
export class CellRun {
  isStopping = false;
  #id: string | undefined;

  /**
   * Starts the program and passes on its output until it ends.
   * @returns how it ended; undefined if the stream ended first
   * @throws like ask
   */
  async follow(
    order: Order,
    print: (from: 'stdout' | 'stderr', text: string, times: number[]) => Promise<void>,
    onNews: (news: RunNews) => void,
  ): Promise<End | undefined> {
    let end: End | undefined;
    for await (const event of lines(await ask('exercise' in order ? 'try' : 'run', order))) {
      if (event.id) {
        this.#id = String(event.id);
        if (this.isStopping) this.stop();
      }
      for (const from of ['stdout', 'stderr'] as const) {
        if (event[from]) await print(from, String(event[from]), (event.times as number[] | undefined) ?? []);
      }
      onNews(event);
      end = (event.end as End | undefined) ?? end;
    }
    return end;
  }

  /** Stops the program like Ctrl-C; the second call ends it at once. If the run has no id yet, it is stopped when it has one. */
  async stop(): Promise<void> {
    this.isStopping = true;
    if (this.#id !== undefined) await ask('stop', { run: this.#id }).catch(() => {}); // it has ended by itself
  }
}
