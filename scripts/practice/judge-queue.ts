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
  /** The program was saved again during its judgement. It will be judged again. */
  onSavedAgain(): void;
}

/** Judges one program at a time. Of the requests in the meantime, it keeps the last. */
export class JudgeQueue {
  readonly #on: JudgeEvents;
  #judging: Promise<void> | undefined;
  /** The judgement that is running; undefined if its verdict is not needed any more. */
  #under: { id: string; text: string; stop: AbortController } | undefined;
  #wanted: Exercise | undefined;

  constructor(on: JudgeEvents) {
    this.#on = on;
  }

  /** Resolves when all requested judgements are done. */
  async settled(): Promise<void> {
    await this.#judging;
  }

  /** Whether this text is being judged now. */
  isUnder({ id }: Exercise, text: string | undefined): boolean {
    return this.#judging !== undefined && this.#under?.id === id && this.#under.text === text;
  }

  /** Judges an exercise now, or when the judge is free. Aborts a judgement of the same exercise. */
  check(exercise: Exercise): void {
    this.#wanted = exercise;
    if (this.#under?.id === exercise.id) this.#under.stop.abort();
    this.#judging ??= this.#judgeWanted().finally(() => {
      this.#judging = undefined;
    });
  }

  /** Aborts the judgement of an exercise, and reports no verdict. */
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
      // The verdict may be about the old text, the new one, or both.
      this.#wanted ??= exercise;
      this.#on.onSavedAgain();
    }
  }
}
