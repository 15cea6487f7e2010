import { existsSync } from 'node:fs';
import { type Exercise, readPart, textOf } from '../course/exercises.ts';
import { judge } from '../judge/judge.ts';
import type { Pass, Verdict } from '../judge/verdict.ts';
import type { Progress } from '../pupil/merge.ts';
import { noteVerdict, progressFile, readProgress } from '../pupil/progress.ts';
import { keepCopy, openWork, writeWork } from '../pupil/work.ts';
import { wrap } from '../terminal/columns.ts';
import { refusal, shown } from '../terminal/command.ts';
import { type Keys, readKeys } from '../terminal/keys.ts';
import { plain } from '../terminal/plain.ts';
import { oneLine } from '../terminal/printable.ts';
import { isPassed, listLines, nextOpen } from './course.ts';
import { failureLines, passLines, placeLines, solutionLines, type Voice } from './tell.ts';
import { readNow, watchFile } from './watch.ts';

const yes = ['y', 'yes', '是'];

/** A pupil at work: the current exercise, its file under watch, and the keys. */
export class Desk {
  readonly #all: readonly Exercise[];
  readonly #voice: Voice;
  #current: Exercise;
  /** The current exercise had passed before it was opened here. */
  #wasPassed = false;
  #watch: { close(): void } | undefined;
  #keys: Keys | undefined;
  #leave = () => {};
  /** How many hints were shown, by exercise. */
  readonly #hints = new Map<string, number>();
  /** The exercise that has just passed: its solution is offered. */
  #offered: Exercise | undefined;
  /** What a yes does. */
  #question: (() => void) | undefined;
  #judging: Promise<void> | undefined;
  /** What the judge looks at now, unless its verdict is of no use any more; and what it should look at next. */
  #under: { id: string; text: string | undefined; stop: AbortController } | undefined;
  #wanted: Exercise | undefined;
  readonly #actions: Readonly<Record<string, () => void>> = {
    h: () => this.#hint(),
    s: () => this.#solution(),
    c: () => this.#checkNow(),
    n: () => this.#step(1),
    p: () => this.#step(-1),
    l: () => this.#list(),
    r: () => this.#reset(),
    q: () => this.#quit(),
  };

  constructor(all: readonly Exercise[], start: Exercise, voice: Voice) {
    this.#all = all;
    this.#current = start;
    this.#voice = voice;
  }

  /**
   * Resolves when the pupil quits, or the input ends and what was to be judged is judged.
   * @throws Problem when the first exercise cannot be opened
   */
  async run(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#leave = resolve;
        const guarded = (action: () => void) => {
          try {
            this.#attempt(action);
          } catch (error) {
            reject(error);
          }
        };
        this.#keys = readKeys({
          onKey: (key) => guarded(() => this.#press(key)),
          onEnd: () => Promise.resolve(this.#judging).then(resolve, reject),
          onQuit: () => this.#quit(),
        });
        try {
          this.#open(this.#current);
        } catch (error) {
          reject(refusal(error, this.#voice.words));
        }
      });
    } finally {
      this.#watch?.close();
      this.#keys?.close();
    }
  }

  /** Says a sentence, which may quote what somebody else wrote. */
  #say(text: string): void {
    this.#print(wrap(oneLine(text), this.#voice.screen.columns()));
  }

  #print(lines: readonly string[]): void {
    this.#voice.screen.print(lines);
  }

  /** Does something with files. What the system refuses is told, and the pupil goes on. */
  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.#say(refusal(error, this.#voice.words).message);
    }
  }

  #progress(): Progress {
    return readProgress((_, aside) => this.#tellDamaged(aside));
  }

  #tellDamaged(aside: string): void {
    this.#say(this.#voice.words.damaged(shown(progressFile), shown(aside)));
  }

  #open(exercise: Exercise): void {
    const progress = this.#progress();
    openWork(exercise);
    this.#question = undefined;
    this.#offered = undefined;
    this.#current = exercise;
    this.#wasPassed = isPassed(exercise, progress);
    this.#follow();
    this.#print(placeLines(exercise, this.#all, progress, this.#voice));
    this.#showKeys();
  }

  /** Watches the current exercise's file, from what is in it now. */
  #follow(): void {
    const exercise = this.#current;
    this.#watch?.close();
    this.#watch = watchFile(exercise.work, (text) => {
      if (this.#isUnder(exercise, text)) return;
      this.#offered = undefined;
      this.#check(exercise);
    });
  }

  #press(key: string): void {
    const question = this.#question;
    if (question !== undefined) {
      this.#question = undefined;
      if (yes.includes(key)) question();
      else this.#say(this.#voice.words.leftAsItIs);
      return;
    }
    if (key === '') return;
    const action = Object.hasOwn(this.#actions, key) ? this.#actions[key] : undefined;
    if (action === undefined) this.#showKeys();
    else action();
  }

  #showKeys(): void {
    this.#print(['', ...wrap(this.#voice.words.keys(this.#keys?.needsEnter ?? false), this.#voice.screen.columns())]);
  }

  #ask(question: string, onYes: () => void): void {
    this.#question = onYes;
    this.#say(question);
    this.#say(this.#voice.words.yesNo(this.#keys?.needsEnter ?? false));
  }

  #hint(): void {
    const { lang, words, screen } = this.#voice;
    const { id } = this.#current;
    const { hints } = textOf(this.#current, lang);
    this.#offered = undefined;
    const number = (this.#hints.get(id) ?? 0) + 1;
    const hint = hints[number - 1];
    if (hint === undefined) {
      this.#say(words.noMoreHints(hints.length));
      return;
    }
    this.#hints.set(id, number);
    this.#print(['', ...plain(words.hint(number, hints.length) + hint, screen.columns())]);
  }

  #solution(): void {
    const exercise = this.#offered ?? this.#current;
    const show = () => this.#print(solutionLines(exercise, this.#voice));
    const free = this.#offered !== undefined || isPassed(exercise, this.#progress());
    this.#offered = undefined;
    if (free) show();
    else this.#ask(this.#voice.words.askSolution(exercise.id), show);
  }

  #list(): void {
    const { lang, words } = this.#voice;
    this.#print(['', ...listLines(this.#all, this.#progress(), this.#current, lang, words)]);
  }

  #step(by: 1 | -1): void {
    const { words } = this.#voice;
    const next = this.#all[this.#all.indexOf(this.#current) + by];
    if (next === undefined) this.#say(by === 1 ? words.isLast : words.isFirst);
    else this.#open(next);
  }

  #reset(): void {
    const { words } = this.#voice;
    const exercise = this.#current;
    const file = shown(exercise.work);
    this.#offered = undefined;
    const stub = readPart(exercise, 'stub.ts');
    if (this.#makeAnew()) return;
    if (readNow(exercise.work) === stub) {
      this.#say(words.atBeginning(file));
      return;
    }
    this.#ask(words.askReset(file), () => {
      const copy = keepCopy(exercise);
      writeWork(exercise, stub);
      if (this.#under?.id === exercise.id) {
        this.#under.stop.abort();
        this.#under = undefined;
      }
      this.#wasPassed = false;
      this.#follow();
      this.#say(words.reset(file, shown(copy)));
    });
  }

  /** Makes the current exercise's file again if it is gone. Returns whether it was. */
  #makeAnew(): boolean {
    const { work } = this.#current;
    if (existsSync(work)) return false;
    openWork(this.#current);
    this.#follow();
    this.#say(this.#voice.words.madeAnew(shown(work)));
    return true;
  }

  #quit(): void {
    this.#say(this.#voice.words.bye);
    this.#leave();
  }

  #isUnder({ id }: Exercise, text: string | undefined): boolean {
    return this.#judging !== undefined && this.#under?.id === id && this.#under.text === text;
  }

  #checkNow(): void {
    this.#makeAnew();
    this.#offered = undefined;
    const exercise = this.#current;
    if (this.#isUnder(exercise, readNow(exercise.work))) this.#say(this.#voice.words.stillJudging);
    else this.#check(exercise);
  }

  /** Judges an exercise now, or as soon as the judge is free. It drops what it knows of an older text of the same. */
  #check(exercise: Exercise): void {
    this.#wanted = exercise;
    if (this.#under?.id === exercise.id) this.#under.stop.abort();
    this.#judging ??= this.#judgeWanted().finally(() => {
      this.#judging = undefined;
    });
  }

  async #judgeWanted(): Promise<void> {
    const { words } = this.#voice;
    while (this.#wanted !== undefined) {
      const exercise = this.#wanted;
      this.#wanted = undefined;
      let text: string;
      try {
        text = openWork(exercise);
      } catch (error) {
        this.#say(refusal(error, words).message);
        continue;
      }
      const stop = new AbortController();
      const under = { id: exercise.id, text, stop };
      this.#under = under;
      this.#print(['', words.judging(exercise.id)]);
      let verdict: Verdict;
      try {
        verdict = await judge(exercise, exercise.work, { signal: stop.signal });
      } catch (error) {
        if (stop.signal.aborted) {
          if (this.#under === under) this.#say(words.savedAgain);
          continue;
        }
        this.#say(words.judgeFailed(exercise.id, (error as Error).message));
        continue;
      }
      if (this.#under !== under) continue;
      const now = readNow(exercise.work);
      if (now !== undefined && now !== text) {
        // The verdict may be of either text, or of both.
        this.#wanted ??= exercise;
        this.#say(words.savedAgain);
      } else this.#attempt(() => this.#tell(exercise, verdict));
    }
  }

  #tell(exercise: Exercise, verdict: Verdict): void {
    const progress = this.#note(exercise.id, verdict.passed);
    if (verdict.passed) this.#tellPassed(exercise, verdict, progress);
    else this.#print(failureLines(exercise, verdict, this.#voice));
  }

  /** Keeps a verdict. When the system refuses to, that is told, and the verdict holds for what is shown now. */
  #note(id: string, passed: boolean): Progress {
    let progress: Progress | undefined;
    this.#attempt(() => {
      progress = noteVerdict(id, passed, (_, aside) => this.#tellDamaged(aside));
    });
    if (progress !== undefined) return progress;
    const before = this.#progress();
    return passed ? { ...before, passed: { ...before.passed, [id]: new Date().toISOString() } } : before;
  }

  #tellPassed(exercise: Exercise, verdict: Pass, progress: Progress): void {
    const { words, screen } = this.#voice;
    const { id } = exercise;
    const isCurrent = exercise === this.#current;
    const goesOn = isCurrent && !this.#wasPassed;
    const again = isCurrent ? words.passesAgain(id) : words.passesOnce(id);
    const said = goesOn ? words.passes(id, progress.tries[id] ?? 1) : again;
    this.#print([...passLines(said, verdict, this.#voice), ...wrap(words.offered, screen.columns())]);
    if (goesOn) {
      const next = nextOpen(this.#all, progress, exercise);
      this.#wasPassed = true;
      if (next === undefined) this.#say(words.allPassed);
      else this.#open(next);
    }
    this.#offered = exercise;
  }
}
