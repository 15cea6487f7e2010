import type { Progress } from '../pupil/merge.ts';
import { noteVerdict, progressFile, readProgress } from '../pupil/progress.ts';
import { wrap } from '../terminal/columns.ts';
import { refusal, shown } from '../terminal/command.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Voice } from './lines.ts';

/** Prints messages for the pupil, and reports files that cannot be used. */
export class Speaker {
  readonly voice: Voice;

  constructor(voice: Voice) {
    this.voice = voice;
  }

  print(lines: readonly string[]): void {
    this.voice.screen.print(lines);
  }

  /** Prints a sentence on its own lines. Control characters in quoted text are removed. */
  say(text: string): void {
    this.print(wrap(oneLine(text), this.voice.screen.columns()));
  }

  /** Runs an action on files. Prints the error if a file cannot be used. */
  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.say(refusal(error, this.voice.words).message);
    }
  }

  /** The saved progress. @throws FileTrouble */
  progress(): Progress {
    return readProgress((_, aside) => this.#tellDamaged(aside));
  }

  /** Saves a verdict. If that fails, prints the error. The returned progress contains the verdict in both cases. */
  note(id: string, passed: boolean): Progress {
    let progress: Progress | undefined;
    this.attempt(() => {
      progress = noteVerdict(id, passed, (_, aside) => this.#tellDamaged(aside));
    });
    if (progress !== undefined) return progress;
    const before = this.progress();
    return passed ? { ...before, passed: { ...before.passed, [id]: new Date().toISOString() } } : before;
  }

  #tellDamaged(aside: string): void {
    this.say(this.voice.words.damaged(shown(progressFile), shown(aside)));
  }
}
