import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Exercise, hasCheck, readPart, textOf } from '../course/exercises.ts';
import type { Pass, Verdict } from '../judge/verdict.ts';
import type { Progress } from '../pupil/merge.ts';
import { keepCopy, openWork, writeWork } from '../pupil/work.ts';
import { refusal, shown } from '../terminal/command.ts';
import { isPassed, listLines, nextOpen } from './course.ts';
import { JudgeQueue } from './judge-queue.ts';
import { failureLines, hintLines, passLines, placeLines, solutionLines, type Voice } from './lines.ts';
import { Prompt } from './prompt.ts';
import { Speaker } from './speaker.ts';
import { readNow, watchFile } from './watch.ts';

/** One run of `npm run practice`: the current exercise, the watch of its file, and the actions of the keys. */
export class Session {
  readonly #all: readonly Exercise[];
  readonly #voice: Voice;
  readonly #speaker: Speaker;
  readonly #prompt: Prompt;
  readonly #queue: JudgeQueue;
  #current: Exercise;
  /** The current exercise had passed before it was opened here. */
  #wasPassed = false;
  #watch: { close(): void } | undefined;
  #leave = () => {};
  /** The number of hints shown so far, by exercise. */
  readonly #hints = new Map<string, number>();
  /** The exercise that passed a moment ago, whose solution is offered. */
  #offered: Exercise | undefined;

  constructor(all: readonly Exercise[], start: Exercise, voice: Voice) {
    this.#all = all;
    this.#current = start;
    this.#voice = voice;
    const speaker = new Speaker(voice);
    this.#speaker = speaker;
    this.#prompt = new Prompt(speaker, {
      h: () => this.#hint(),
      s: () => this.#solution(),
      c: () => this.#checkNow(),
      n: () => this.#step(1),
      p: () => this.#step(-1),
      l: () => this.#list(),
      r: () => this.#reset(),
      q: () => this.#quit(),
    });
    const { words } = voice;
    this.#queue = new JudgeQueue({
      onStart: ({ id }) => speaker.print(['', words.judging(id)]),
      onVerdict: (exercise, verdict) => speaker.attempt(() => this.#tell(exercise, verdict)),
      onRefusal: (error) => speaker.say(refusal(error, words).message),
      onFailure: ({ id }, { message }) => speaker.say(words.judgeFailed(id, message)),
      onSavedAgain: () => speaker.say(words.savedAgain),
    });
  }

  /**
   * Resolves when the pupil quits, or when the input ends and all requested judgements are done.
   * @throws Problem if the first exercise cannot be opened
   */
  async run(): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#leave = resolve;
        const press = (key: string) => {
          try {
            this.#speaker.attempt(() => this.#prompt.press(key));
          } catch (error) {
            reject(error);
          }
        };
        this.#prompt.open({
          onKey: press,
          onEnd: () => this.#queue.settled().then(resolve, reject),
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
      this.#prompt.close();
    }
  }

  #open(exercise: Exercise): void {
    const progress = this.#speaker.progress();
    openWork(exercise);
    this.#prompt.dropQuestion();
    this.#offered = undefined;
    this.#current = exercise;
    this.#wasPassed = isPassed(exercise, progress);
    this.#follow();
    this.#speaker.print(placeLines(exercise, this.#all, progress, this.#voice));
    this.#prompt.showKeys();
  }

  /** Watches the current exercise's file for changes of its present text. */
  #follow(): void {
    const exercise = this.#current;
    this.#watch?.close();
    this.#watch = watchFile(exercise.work, (text) => {
      if (!hasCheck(exercise)) return this.#speaker.say(this.#voice.words.savedOnly);
      if (this.#queue.isUnder(exercise, text)) return;
      this.#offered = undefined;
      this.#queue.check(exercise);
    });
  }

  #hint(): void {
    const { id } = this.#current;
    const { hints } = textOf(this.#current, this.#voice.lang);
    this.#offered = undefined;
    const number = (this.#hints.get(id) ?? 0) + 1;
    if (hints.length === 0) {
      this.#speaker.say(this.#voice.words.noHints);
      return;
    }
    if (number > hints.length) {
      this.#speaker.say(this.#voice.words.noMoreHints(hints.length));
      return;
    }
    this.#hints.set(id, number);
    this.#speaker.print(hintLines(hints, number, this.#voice));
  }

  #solution(): void {
    const exercise = this.#offered ?? this.#current;
    if (!existsSync(join(exercise.dir, 'solution.ts'))) {
      this.#speaker.say(this.#voice.words.noSolution);
      return;
    }
    const show = () => this.#speaker.print(solutionLines(exercise, this.#voice));
    const free = this.#offered !== undefined || isPassed(exercise, this.#speaker.progress());
    this.#offered = undefined;
    if (free) show();
    else this.#prompt.ask(this.#voice.words.askSolution(exercise.id), show);
  }

  #list(): void {
    const { lang, words } = this.#voice;
    this.#speaker.print(['', ...listLines(this.#all, this.#speaker.progress(), this.#current, lang, words)]);
  }

  #step(by: 1 | -1): void {
    const { words } = this.#voice;
    const next = this.#all[this.#all.indexOf(this.#current) + by];
    if (next === undefined) this.#speaker.say(by === 1 ? words.isLast : words.isFirst);
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
      this.#speaker.say(words.atBeginning(file));
      return;
    }
    this.#prompt.ask(words.askReset(file), () => {
      const copy = keepCopy(exercise);
      writeWork(exercise, stub);
      this.#queue.drop(exercise);
      this.#wasPassed = false;
      this.#follow();
      this.#speaker.say(words.reset(file, shown(copy)));
    });
  }

  /** Creates the current exercise's file again if it is missing. Returns whether it was missing. */
  #makeAnew(): boolean {
    const { work } = this.#current;
    if (existsSync(work)) return false;
    openWork(this.#current);
    this.#follow();
    this.#speaker.say(this.#voice.words.madeAnew(shown(work)));
    return true;
  }

  #quit(): void {
    this.#speaker.say(this.#voice.words.bye);
    this.#leave();
  }

  #checkNow(): void {
    this.#makeAnew();
    this.#offered = undefined;
    const exercise = this.#current;
    if (!hasCheck(exercise)) this.#speaker.say(this.#voice.words.judgedLater);
    else if (this.#queue.isUnder(exercise, readNow(exercise.work))) this.#speaker.say(this.#voice.words.stillJudging);
    else this.#queue.check(exercise);
  }

  #tell(exercise: Exercise, verdict: Verdict): void {
    const progress = this.#speaker.note(exercise.id, verdict.passed);
    if (verdict.passed) this.#tellPassed(exercise, verdict, progress);
    else this.#speaker.print(failureLines(exercise, verdict, this.#voice));
  }

  #tellPassed(exercise: Exercise, verdict: Pass, progress: Progress): void {
    const { words } = this.#voice;
    const { id } = exercise;
    const isCurrent = exercise === this.#current;
    const goesOn = isCurrent && !this.#wasPassed;
    const again = isCurrent ? words.passesAgain(id) : words.passesOnce(id);
    const said = goesOn ? words.passes(id, progress.tries[id] ?? 1) : again;
    this.#speaker.print(passLines(said, verdict, this.#voice));
    this.#speaker.say(words.offered);
    if (goesOn) {
      const next = nextOpen(this.#all, progress, exercise);
      this.#wasPassed = true;
      if (next === undefined) this.#speaker.say(words.allPassed);
      else this.#open(next);
    }
    this.#offered = exercise;
  }
}
