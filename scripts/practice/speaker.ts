import type { Progress } from '../pupil/merge.ts';
import { noteVerdict, progressFile, readProgress } from '../pupil/progress.ts';
import { wrap } from '../terminal/columns.ts';
import { refusal, shown } from '../terminal/command.ts';
import { oneLine } from '../terminal/printable.ts';
import type { Voice } from './lines.ts';

/** Prints what the pupil is told, also of files that cannot be used. */
export class Speaker {
  readonly voice: Voice;

  constructor(voice: Voice) {
    this.voice = voice;
  }

  print(lines: readonly string[]): void {
    this.voice.screen.print(lines);
  }

  /** Says a sentence, which may quote what somebody else wrote. */
  say(text: string): void {
    this.print(wrap(oneLine(text), this.voice.screen.columns()));
  }

  /** Does something with files. What the system refuses is told, and the pupil goes on. */
  attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.say(refusal(error, this.voice.words).message);
    }
  }

  /** The progress that is kept. @throws FileTrouble */
  progress(): Progress {
    return readProgress((_, aside) => this.#tellDamaged(aside));
  }

  /** Keeps a verdict. When the system refuses to, that is told, and the verdict holds for what is shown now. */
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
