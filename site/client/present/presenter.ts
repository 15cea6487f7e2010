// One presentation of a page: its slides, what the keys do, and the way back to the page.
import { langOf } from '../../../scripts/course/languages.ts';
import { fill } from '../../shared/fill.ts';
import { element } from '../elements.ts';
import { Bar } from './bar.ts';
import consoleCss from './console.css?inline';
import { Console } from './console.ts';
import { openHelp, openList } from './dialogs.ts';
import { fetchFacts, noFacts } from './facts.ts';
import { type Command, commandOf, isSwallowed } from './keys.ts';
import type { keepRestating } from './restate.ts';
import { hasFailed, isRunning, press, showRecording, stateOf } from './runs.ts';
import slidesCss from './slides.css?inline';
import { type Slide, slidesOf } from './slides.ts';
import { type Scene, Stage } from './stage.ts';
import { stepsOf } from './steps.ts';
import { clock, Timer } from './timer.ts';
import { listenToTouch } from './touch.ts';
import { fetchTranslation, type Translation } from './translation.ts';
import { type Counts, Votes } from './votes.ts';
import { type Role, type Show, Windows } from './windows.ts';
import { type PresentWords, wordsFor } from './words.ts';

const root = document.documentElement;

/** The place to which the reader has scrolled: the last slide whose block begins above the middle of the window. */
function slideHere(slides: readonly Slide[]): number {
  if (scrollY === 0) return 0;
  const isPast = (block: Element) => block.getBoundingClientRect().top < innerHeight / 2;
  return Math.max(
    0,
    slides.findLastIndex(({ block }) => isPast(block)),
  );
}

const sheetOf = (css: string) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
};

export class Presenter implements Show {
  readonly #main: HTMLElement;
  readonly #stage: Stage;
  readonly #bar: Bar;
  readonly #votes: Votes;
  readonly #console = new Console();
  readonly #windows = new Windows(this);
  readonly #timer = new Timer();
  readonly #place = element('div', 'presenter');
  readonly #sheets = [slidesCss, consoleCss].map(sheetOf);
  readonly #end = new AbortController();
  readonly #openBefore: ReadonlySet<HTMLDetailsElement>;
  /** Whether the reader hides outputs. Slides have their own way to hide and to show them. */
  readonly #predictBefore = root.dataset.predict;
  /** By the tag of the language. */
  #facts = new Map<string, typeof noFacts>();
  #translation: Translation | undefined;
  /** In the notebook: says what it says in the other language. */
  #restate: typeof keepRestating | undefined;
  #restating: AbortController | undefined;
  #hasTimer = false;
  /** What the other window says of the program of the slide. */
  #runElsewhere = '';

  constructor(main: HTMLElement) {
    this.#main = main;
    const withPython = root.dataset.python === 'on';
    const slides = slidesOf(main, withPython);
    this.#stage = new Stage(main, slides, (isNew) => this.#draw(isNew));
    this.#bar = new Bar((command) => this.#press(command));
    this.#votes = new Votes((question, counts) => this.#windows.send({ kind: 'votes', question, counts }));
    this.#openBefore = new Set(main.querySelectorAll<HTMLDetailsElement>('details[open]'));
    const { search } = location;
    const given = Math.floor(Number(new URLSearchParams(search).get('present')));
    const at = given > 0 ? given - 1 : slideHere(slides);

    delete root.dataset.predict;
    document.adoptedStyleSheets.push(...this.#sheets);
    this.#place.append(this.#votes.root, this.#bar.root);
    document.body.append(this.#place);
    this.become('alone');
    this.#windows.resume(search);
    this.#name();
    this.#listen();
    this.#stage.set({ at });
    this.#load(withPython);
  }

  get scene(): Scene {
    return this.#stage.scene;
  }

  get votes(): [string, Counts][] {
    return this.#votes.all;
  }

  get run(): string {
    return this.#stage.slide.kind === 'cell' || this.#stage.slide.kind === 'pair'
      ? stateOf(this.#stage.slide.block)
      : '';
  }

  get said(): string {
    return this.#bar.said;
  }

  get #words(): PresentWords {
    return wordsFor(this.#main.lang);
  }

  /** Loads what may be needed when the server is gone. */
  async #load(withPython: boolean): Promise<void> {
    const lesson = this.#main.dataset.lesson ?? '';
    const loadFacts = async (tag: string) => {
      this.#facts.set(tag, await fetchFacts(lesson, langOf(tag)).catch(() => noFacts));
    };
    if (import.meta.env.MODE === 'live') {
      import('../cell-execution.ts');
      this.#restate = (await import('./restate.ts')).keepRestating;
    }
    const own = this.#main.lang;
    const [translation] = await Promise.all([
      fetchTranslation(this.#main, this.#stage.slides, withPython).catch(() => undefined),
      loadFacts(own),
    ]);
    this.#translation = translation;
    this.#stage.setCore(this.#facts.get(own)?.core ?? []);
    if (translation) await loadFacts(translation.lang);
    this.#windows.ready();
  }

  #listen(): void {
    const { signal } = this.#end;
    addEventListener('keydown', (event) => this.#onKey(event), { capture: true, signal });
    addEventListener('resize', () => this.#stage.render(), { signal });
    addEventListener('pagehide', () => this.#windows.end(), { signal });
    listenToTouch((by) => this.#press(by > 0 ? 'next' : 'back'), signal);
    // What is chosen here is not an answer of a pupil, and stays out of the progress.
    document.addEventListener('click', (event) => this.#keepClosed(event), { capture: true, signal });
    document.addEventListener('socketbook:running', ({ target }) => this.#followRun(target as Element), { signal });
    const tick = setInterval(() => this.#tick(), 1000);
    signal.addEventListener('abort', () => clearInterval(tick));
  }

  #onKey(event: KeyboardEvent): void {
    if (document.querySelector('.presenter dialog[open]')) return;
    const isField = event.target instanceof HTMLInputElement;
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey;
    if (/^\d$/.test(event.key) && !isField && !hasModifier && this.#votes.type(event.key)) {
      event.preventDefault();
      return;
    }
    const command = commandOf(event);
    if (command === undefined) {
      if (isSwallowed(event)) {
        event.preventDefault();
        event.stopPropagation();
      }
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    if (command === 'leave' && isField) this.#stage.slide.heading.focus();
    else this.#press(command);
  }

  #keepClosed(event: Event): void {
    const { target } = event;
    if (!(target instanceof Element) || !target.closest('main summary')) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#stage.slide.kind === 'prediction') this.#press(this.#stage.scene.step > 0 ? 'back' : 'next');
  }

  /** Carries out a command, in the window that it is for. */
  #press(command: Command): void {
    if (!this.#windows.sends(command)) this.perform(command);
  }

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
    list: () =>
      openList(this.#place, this.#stage, this.#words, (at) => this.#windows.send({ kind: 'go', at }) || this.go(at)),
    help: () => openHelp(this.#place, this.#words),
    timer: () => {
      this.#hasTimer = !this.#hasTimer;
      this.#tick();
    },
    window: () => this.#say(this.#windows.open() ? '' : this.#words.blocked),
    full: () => {
      if (document.fullscreenElement) document.exitFullscreen();
      else root.requestFullscreen?.().catch(() => {});
    },
    leave: () => this.#windows.close() || this.leave(),
  };

  perform(command: Command): void {
    this.#actions[command]();
  }

  go(at: number): void {
    this.#stage.set({ at, step: 0 });
  }

  begin(scene: Scene, votes: [string, Counts][]): void {
    for (const [question, counts] of votes) this.#votes.take(question, counts);
    this.#translate(scene.isTranslated);
    this.#stage.set(scene);
  }

  take(question: string, counts: Counts): void {
    this.#votes.take(question, counts);
    this.#drawVotes();
  }

  follow(scene: Scene, run: string, said: string): void {
    this.#runElsewhere = run;
    this.#translate(scene.isTranslated);
    this.#stage.set(scene);
    this.#bar.say(said || (scene.isBlank ? this.#words.console.isBlank : ''));
  }

  become(role: Role): void {
    const isConsole = role === 'console';
    root.dataset.present = isConsole ? 'console' : 'stage';
    this.#place.dataset.role = role;
    this.#stage.isSeen = !isConsole;
    if (isConsole) this.#place.prepend(this.#console.root);
    else this.#console.root.remove();
    this.#stage.render();
    if (isConsole) this.#bar.say(this.#words.console.waiting);
  }

  #say(text: string): void {
    this.#bar.say(text);
    this.#windows.report();
  }

  #switchPath(): void {
    const stage = this.#stage;
    const words = this.#words;
    if (!stage.hasShortPath) {
      this.#say(words.noShortPath);
      return;
    }
    stage.set({ isAll: !stage.scene.isAll });
    this.#say(fill(stage.scene.isAll ? words.allSlides : words.shortPath, { count: stage.path.length }));
  }

  /** Returns whether the page is now in the language that is asked for. */
  #translate(isTranslated: boolean): boolean {
    if (isTranslated === this.#stage.scene.isTranslated) return true;
    if (!this.#translation) return false;
    const { lang } = this.#main;
    this.#translation.toggle();
    this.#name();
    this.#restating?.abort();
    this.#restating = undefined;
    if (isTranslated && this.#restate) {
      this.#restating = new AbortController();
      this.#restate(this.#main, lang, this.#main.lang, this.#restating.signal);
    }
    return true;
  }

  #switchLanguage(): void {
    const isTranslated = !this.#stage.scene.isTranslated;
    if (this.#translate(isTranslated)) this.#stage.set({ isTranslated });
    else this.#say(this.#words.noTranslation);
  }

  #run(): void {
    const { kind, block } = this.#stage.slide;
    if (kind !== 'cell' && kind !== 'pair') this.#say(this.#words.nothingToRun);
    else if (!press(block)) this.#say(this.#words.noNotebook);
  }

  #showRecording(): void {
    const { slide } = this.#stage;
    if (slide.kind !== 'cell' && slide.kind !== 'pair') this.#say(this.#words.nothingToRun);
    else {
      showRecording(slide.block);
      this.#stage.set({ step: stepsOf(slide) });
    }
  }

  /** A program began or ended. */
  #followRun(cell: Element): void {
    const { slide } = this.#stage;
    if (!slide.block.contains(cell)) return;
    // The cell updates its state after this event.
    setTimeout(() => {
      if (slide !== this.#stage.slide) return;
      this.#stage.set({ step: stepsOf(slide) }, true);
      if (!isRunning(slide.block) && hasFailed(slide.block)) this.#say(this.#words.failed);
    });
  }

  /** The names of the buttons, in the language of the slides. */
  #name(): void {
    this.#place.lang = this.#main.lang;
    this.#bar.root.setAttribute('aria-label', this.#words.tools);
    this.#bar.name(this.#words.commands);
  }

  #draw(isNewSlide: boolean): void {
    const { slide, scene, path, slides } = this.#stage;
    const words = this.#words;
    const number = path.indexOf(scene.at) + 1;
    this.#bar.place(fill(words.place, { number: number || `(${scene.at + 1})`, all: path.length }));
    this.#bar.say('');
    this.#drawVotes();
    if (isNewSlide) {
      this.#bar.speak(fill(words.spoken, { number: scene.at + 1, all: slides.length, kind: words.kinds[slide.kind] }));
      this.#timer.enter(slide.section);
      this.#remember(`?present=${scene.at + 1}${this.#windows.search}`);
    } else this.#bar.speak(this.#newOnSlide());
    if (this.#windows.role === 'console') this.#drawConsole();
    this.#tick();
    this.#windows.report();
  }

  #drawVotes(): void {
    const { slide, scene } = this.#stage;
    const { role } = this.#windows;
    const question = slide.kind === 'question' ? slide.block : undefined;
    const fields = ({ alone: 'secret', audience: 'none', console: 'open' } as const)[role];
    const before = this.#votes.root.offsetHeight;
    this.#votes.show(question, scene.step, this.#words.votes, fields);
    if (this.#votes.root.offsetHeight !== before) this.#stage.fitAgain();
  }

  #drawConsole(): void {
    const { slide, slides, scene, path } = this.#stage;
    const next = path.find((at) => at > scene.at);
    const prose = scene.isTranslated ? this.#translation?.slides[scene.at]?.notes : slide.notes;
    this.#console.draw(
      {
        slide,
        next: next === undefined ? undefined : slides[next],
        step: scene.step,
        steps: stepsOf(slide),
        run: this.#runElsewhere,
        prose: prose ?? [],
        facts: this.#facts.get(this.#main.lang)?.sections[slide.section],
      },
      this.#words,
    );
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
    const words = this.#words;
    const { section } = this.#stage.slide;
    const minutes = this.#facts.get(this.#main.lang)?.sections[section]?.minutes;
    const spent = this.#timer.spent(section);
    if (this.#windows.role === 'console') {
      this.#console.tick({ section: spent, whole: this.#timer.whole, minutes }, words);
      this.#bar.time('');
      return;
    }
    const time = clock(spent);
    const text = minutes === undefined ? time : fill(words.timeOf, { time, minutes: Math.max(1, Math.round(minutes)) });
    this.#bar.time(this.#hasTimer ? text : '');
  }

  /** Ends it: the page is as it was, at the slide that was shown. */
  leave(): void {
    const { block } = this.#stage.slide;
    this.#end.abort();
    this.#windows.end();
    this.#translate(false);
    this.#stage.leave();
    this.#place.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => !this.#sheets.includes(one));
    delete root.dataset.present;
    if (this.#predictBefore !== undefined) root.dataset.predict = this.#predictBefore;
    for (const one of this.#main.querySelectorAll('details')) one.open = this.#openBefore.has(one);
    this.#remember('');
    const target = block.closest('.key-points') ?? block;
    target.scrollIntoView({ block: 'start', behavior: 'instant' });
    document.querySelector<HTMLElement>('.present')?.focus({ preventScroll: true });
  }
}
