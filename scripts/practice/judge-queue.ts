import type { Exercise } from '../course/exercises.ts';
import { judge } from '../judge/judge.ts';
import type { Verdict } from '../judge/verdict.ts';
import { openWork } from '../pupil/work.ts';
import { readNow } from './watch.ts';

interface JudgeEvents {
  onStart(exercise: Exercise): void;
  onVerdict(exercise: Exercise, verdict: Verdict): void;
  /** The program cannot be read. */
  onRefusal(error: unknown): void;
  /** The judge itself failed. */
  onFailure(exercise: Exercise, error: Error): void;
  /** The program was saved again while it was judged: it is judged once more. */
  onSavedAgain(): void;
}

/** Has one program judged at a time, and the last one that was asked for after it. */
export class JudgeQueue {
  readonly #on: JudgeEvents;
  #judging: Promise<void> | undefined;
  /** What the judge looks at now, unless its verdict is of no use any more. */
  #under: { id: string; text: string; stop: AbortController } | undefined;
  #wanted: Exercise | undefined;

  constructor(on: JudgeEvents) {
    this.#on = on;
  }

  /** Resolves when what was asked for is judged. */
  async settled(): Promise<void> {
    await this.#judging;
  }

  /** Whether the judge looks at just this text now. */
  isUnder({ id }: Exercise, text: string | undefined): boolean {
    return this.#judging !== undefined && this.#under?.id === id && this.#under.text === text;
  }

  /** Judges an exercise now, or as soon as the judge is free. It drops what it knows of an older text of the same. */
  check(exercise: Exercise): void {
    this.#wanted = exercise;
    if (this.#under?.id === exercise.id) this.#under.stop.abort();
    this.#judging ??= this.#judgeWanted().finally(() => {
      this.#judging = undefined;
    });
  }

  /** Stops the judgement of an exercise, and tells nothing of it. */
  drop({ id }: Exercise): void {
    if (this.#under?.id !== id) return;
    this.#under.stop.abort();
    this.#under = undefined;
  }

  async #judgeWanted(): Promise<void> {
    while (this.#wanted !== undefined) {
      const exercise = this.#wanted;
      this.#wanted = undefined;
      let text: string;
      try {
        text = openWork(exercise);
      } catch (error) {
        this.#on.onRefusal(error);
        continue;
      }
      await this.#judge(exercise, text);
    }
  }

  async #judge(exercise: Exercise, text: string): Promise<void> {
    const stop = new AbortController();
    const under = { id: exercise.id, text, stop };
    this.#under = under;
    this.#on.onStart(exercise);
    let verdict: Verdict;
    try {
      verdict = await judge(exercise, exercise.work, { signal: stop.signal });
    } catch (error) {
      if (!stop.signal.aborted) this.#on.onFailure(exercise, error as Error);
      else if (this.#under === under) this.#on.onSavedAgain();
      return;
    }
    if (this.#under !== under) return;
    const now = readNow(exercise.work);
    if (now === undefined || now === text) this.#on.onVerdict(exercise, verdict);
    else {
      // The verdict may be of either text, or of both.
      this.#wanted ??= exercise;
      this.#on.onSavedAgain();
    }
  }
}
