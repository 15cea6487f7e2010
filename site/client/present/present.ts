// Presents a lesson from its own page. Loaded when the reader presses "Present", or with `?present` in the address.
import { langOf } from '../../../scripts/course/languages.ts';
import { fill } from '../../shared/fill.ts';
import type { PresentFacts } from '../../shared/present.ts';
import { element } from '../elements.ts';
import { Bar } from './bar.ts';
import { openHelp, openList } from './dialogs.ts';
import { fetchFacts, noFacts } from './facts.ts';
import { type Command, commandOf } from './keys.ts';
import { isRunning, press, showRecording } from './runs.ts';
import css from './slides.css?inline';
import { slidesOf } from './slides.ts';
import { Stage } from './stage.ts';
import { stepsOf } from './steps.ts';
import { clock, Timer } from './timer.ts';
import { listenToTouch } from './touch.ts';
import { fetchTranslation, type Translation } from './translation.ts';
import { Votes } from './votes.ts';
import { type PresentWords, wordsFor } from './words.ts';

const root = document.documentElement;

/** The place to which the reader has scrolled: the last slide whose block begins above the middle of the window. */
function slideHere(stage: Stage): number {
  if (scrollY === 0) return 0;
  const isPast = (block: Element) => block.getBoundingClientRect().top < innerHeight / 2;
  return Math.max(
    0,
    stage.slides.findLastIndex(({ block }) => isPast(block)),
  );
}

/** One presentation of a page, from its begin to its end. */
class Presenter {
  readonly #main: HTMLElement;
  readonly #stage: Stage;
  readonly #bar: Bar;
  readonly #votes: Votes;
  readonly #timer = new Timer();
  readonly #place = element('div', 'presenter');
  readonly #sheet = new CSSStyleSheet();
  readonly #end = new AbortController();
  readonly #openBefore: HTMLDetailsElement[];
  #facts: PresentFacts = noFacts;
  #translation: Translation | undefined;
  #hasTimer = false;

  constructor(main: HTMLElement) {
    this.#main = main;
    const withPython = root.dataset.python === 'on';
    const slides = slidesOf(main, withPython);
    this.#stage = new Stage(main, slides, (isNew) => this.#follow(isNew));
    this.#bar = new Bar((command) => this.#perform(command));
    this.#votes = new Votes(false, () => {});
    this.#openBefore = [...main.querySelectorAll<HTMLDetailsElement>('details[open]')];
    const given = Number(new URLSearchParams(location.search).get('present'));
    const at = given > 0 ? given - 1 : slideHere(this.#stage);

    this.#sheet.replaceSync(css);
    document.adoptedStyleSheets.push(this.#sheet);
    root.dataset.present = 'stage';
    this.#place.append(this.#votes.root, this.#bar.root);
    document.body.append(this.#place);
    this.#name();
    this.#listen();
    this.#stage.set({ at });
    this.#load(withPython);
  }

  get #words(): PresentWords {
    return wordsFor(this.#main.lang);
  }

  /** Loads what may be needed when the server is gone. */
  async #load(withPython: boolean): Promise<void> {
    if (import.meta.env.MODE === 'live') import('../cell-execution.ts');
    const [facts, translation] = await Promise.all([
      fetchFacts(this.#main.dataset.lesson ?? '', langOf(this.#main.lang)).catch(() => noFacts),
      fetchTranslation(this.#main, this.#stage.slides, withPython).catch(() => undefined),
    ]);
    this.#facts = facts;
    this.#translation = translation;
    this.#stage.setCore(facts.core);
  }

  #listen(): void {
    const { signal } = this.#end;
    addEventListener(
      'keydown',
      (event) => {
        if (document.querySelector('.presenter dialog')) return;
        if (/^\d$/.test(event.key) && !(event.target instanceof HTMLInputElement) && this.#votes.type(event.key)) {
          event.preventDefault();
          return;
        }
        const command = commandOf(event);
        if (command === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        if (command === 'leave' && event.target instanceof HTMLInputElement) this.#stage.slide.heading.focus();
        else this.#perform(command);
      },
      { capture: true, signal },
    );
    addEventListener('resize', () => this.#stage.render(), { signal });
    listenToTouch((by) => this.#perform(by > 0 ? 'next' : 'back'), signal);
    // What is chosen here is not an answer of a pupil, and stays out of the progress.
    document.addEventListener('click', (event) => this.#keepClosed(event), { capture: true, signal });
    document.addEventListener('socketbook:running', ({ target }) => this.#followRun(target as Element), { signal });
    const tick = setInterval(() => this.#tick(), 1000);
    signal.addEventListener('abort', () => clearInterval(tick));
  }

  #keepClosed(event: Event): void {
    const { target } = event;
    if (!(target instanceof Element) || !target.closest('main summary')) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#stage.slide.kind === 'prediction') this.#perform(this.#stage.scene.step > 0 ? 'back' : 'next');
  }

  /** What each command does in a window that shows slides. */
  readonly #actions: Readonly<Record<Command, () => void>> = {
    next: () => this.#stage.next(),
    back: () => this.#stage.back(),
    first: () => this.#stage.set({ at: this.#stage.path[0] ?? 0, step: 0 }),
    last: () => this.#stage.set({ at: this.#stage.path.at(-1) ?? 0, step: 0 }),
    blank: () => this.#stage.set({ isBlank: !this.#stage.scene.isBlank }),
    larger: () => this.#stage.resize(1),
    smaller: () => this.#stage.resize(-1),
    all: () => this.#switchPath(),
    language: () => this.#switchLanguage(),
    run: () => this.#run(),
    recording: () => this.#showRecording(),
    list: () => openList(this.#place, this.#stage, this.#words, (at) => this.#stage.set({ at, step: 0 })),
    help: () => openHelp(this.#place, this.#words),
    timer: () => {
      this.#hasTimer = !this.#hasTimer;
      this.#tick();
    },
    window: () => {},
    full: () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else root.requestFullscreen?.().catch(() => {});
    },
    leave: () => this.leave(),
  };

  #perform(command: Command): void {
    this.#actions[command]();
  }

  #switchPath(): void {
    const stage = this.#stage;
    const words = this.#words;
    if (!stage.hasShortPath) {
      this.#bar.say(words.noShortPath);
      return;
    }
    stage.set({ isAll: !stage.scene.isAll });
    this.#bar.say(fill(stage.scene.isAll ? words.allSlides : words.shortPath, { count: stage.path.length }));
  }

  #switchLanguage(): void {
    if (!this.#translation) {
      this.#bar.say(this.#words.noTranslation);
      return;
    }
    this.#translation.toggle();
    this.#name();
    this.#stage.set({ isTranslated: !this.#stage.scene.isTranslated });
  }

  #run(): void {
    const { kind, block } = this.#stage.slide;
    if (kind !== 'cell' && kind !== 'pair') this.#bar.say(this.#words.nothingToRun);
    else if (!press(block)) this.#bar.say(this.#words.noNotebook);
  }

  #showRecording(): void {
    const { slide } = this.#stage;
    if (slide.kind !== 'cell' && slide.kind !== 'pair') this.#bar.say(this.#words.nothingToRun);
    else {
      showRecording(slide.block);
      this.#stage.set({ step: stepsOf(slide) });
    }
  }

  /** A program began or ended. */
  #followRun(cell: Element): void {
    const { slide, scene } = this.#stage;
    if (!slide.block.contains(cell)) return;
    // The cell updates its state after this event.
    setTimeout(() => this.#stage.set({ step: isRunning(slide.block) ? stepsOf(slide) : scene.step }, true));
  }

  /** The names of the buttons, in the language of the slides. */
  #name(): void {
    this.#place.lang = this.#main.lang;
    this.#bar.root.setAttribute('aria-label', this.#words.tools);
    this.#bar.name(this.#words.commands);
  }

  #follow(isNewSlide: boolean): void {
    const { slide, scene, path } = this.#stage;
    const words = this.#words;
    const number = path.indexOf(scene.at) + 1;
    this.#bar.place(fill(words.place, { number: number || `(${scene.at + 1})`, all: path.length }));
    this.#bar.say('');
    const isQuestion = slide.kind === 'question';
    this.#votes.show(isQuestion ? slide.block : undefined, scene.step, words.votes, true);
    if (isNewSlide) {
      this.#bar.speak(
        fill(words.spoken, { number: scene.at + 1, all: this.#stage.slides.length, kind: words.kinds[slide.kind] }),
      );
      this.#timer.enter(slide.section);
      this.#remember(`?present=${scene.at + 1}`);
    } else this.#bar.speak(this.#newOnSlide());
    this.#tick();
  }

  /** What a step has added, in words. */
  #newOnSlide(): string {
    const { slide, scene } = this.#stage;
    if (slide.kind === 'ladder') return fill(this.#words.rung, { number: scene.step, all: stepsOf(slide) });
    return slide.block.querySelector('li[data-lit]')?.textContent ?? '';
  }

  /** A reload goes on here. */
  #remember(search: string): void {
    try {
      history.replaceState(history.state, '', location.pathname + search);
    } catch {
      // a browser limits how often the address may change
    }
  }

  #tick(): void {
    const { section } = this.#stage.slide;
    const minutes = this.#facts.sections[section]?.minutes;
    const time = clock(this.#timer.spent(section));
    const text =
      minutes === undefined ? time : fill(this.#words.timeOf, { time, minutes: Math.max(1, Math.round(minutes)) });
    this.#bar.time(this.#hasTimer ? text : '');
  }

  /** Ends it: the page is as it was, at the slide that was shown. */
  leave(): void {
    const { block } = this.#stage.slide;
    this.#end.abort();
    if (this.#stage.scene.isTranslated) this.#translation?.toggle();
    this.#stage.leave();
    this.#place.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== this.#sheet);
    delete root.dataset.present;
    for (const one of this.#main.querySelectorAll('details')) one.open = this.#openBefore.includes(one);
    this.#remember('');
    const target = block.matches('ul') ? (block.closest('section') ?? block) : block;
    target.scrollIntoView({ block: 'start', behavior: 'instant' });
    document.querySelector<HTMLElement>('.present')?.focus({ preventScroll: true });
  }
}

/** Presents the lesson of this page, unless it is presented already. */
export function present(): void {
  const main = document.querySelector<HTMLElement>('main.lesson');
  if (main && root.dataset.present === undefined) new Presenter(main);
}
