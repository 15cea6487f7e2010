// Shows one slide at a time: its block and its heading, and hides the rest. It only sets attributes, and keeps the place.
import { fitSlide } from './fit.ts';
import { follow, turnPage } from './scroll.ts';
import type { Slide } from './slides.ts';
import { isFollowed, markStep, stepsOf, unmark } from './steps.ts';

/** What the audience sees. */
export interface Scene {
  /** The number of the slide, from 0. */
  at: number;
  step: number;
  /** 1 is usual. */
  size: number;
  isBlank: boolean;
  /** Whether slides outside the short path are shown, too. */
  isAll: boolean;
  isTranslated: boolean;
}

const sizes = { least: 0.6, most: 1.8, step: 0.1 };

export class Stage {
  readonly slides: readonly Slide[];
  readonly #main: HTMLElement;
  readonly #onChange: (isNewSlide: boolean) => void;
  /** Whether this window shows the slides. A console only follows them. */
  isSeen = true;
  /** The sections of the short path. */
  #core: ReadonlySet<string> = new Set();
  #scene: Scene = { at: 0, step: 0, size: 1, isBlank: false, isAll: false, isTranslated: false };
  #shown: Slide | undefined;
  /** What is scrolled, if the slide is too tall. */
  #view: HTMLElement | undefined;

  constructor(main: HTMLElement, slides: readonly Slide[], onChange: (isNewSlide: boolean) => void) {
    this.#main = main;
    this.slides = slides;
    this.#onChange = onChange;
  }

  get scene(): Readonly<Scene> {
    return this.#scene;
  }

  get slide(): Slide {
    return this.slides[this.#scene.at] as Slide;
  }

  /** The numbers of the slides that are shown one after the other. */
  get path(): readonly number[] {
    const all = [...this.slides.keys()];
    const short = all.filter((at) => this.isShort(at));
    return this.#scene.isAll || !this.hasShortPath ? all : short;
  }

  get hasShortPath(): boolean {
    return this.slides.some(({ section }) => this.#core.has(section));
  }

  /** Whether a slide belongs to the short path. */
  isShort(at: number): boolean {
    const slide = this.slides[at];
    return (
      slide !== undefined && (slide.kind === 'opening' || slide.kind === 'points' || this.#core.has(slide.section))
    );
  }

  setCore(sections: readonly string[]): void {
    this.#core = new Set(sections);
    this.#onChange(false);
  }

  /** Shows a scene as it is given. */
  set(change: Partial<Scene>, isBack = false): void {
    const before = this.#scene;
    const at = Math.min(Math.max(0, change.at ?? before.at), this.slides.length - 1);
    const step = change.step ?? (at === before.at ? before.step : 0);
    this.#scene = { ...before, ...change, at, step: Math.min(step, stepsOf(this.slides[at] as Slide)) };
    document.documentElement.toggleAttribute('data-blank', this.#scene.isBlank);
    this.render(isBack);
  }

  next(): void {
    const { at, step } = this.#scene;
    if (this.#unblank() || this.#turnPage(1)) return;
    const next = this.path.find((one) => one > at);
    if (step < stepsOf(this.slide)) this.set({ step: step + 1 });
    else if (next !== undefined) this.set({ at: next, step: 0 });
  }

  back(): void {
    const { at, step } = this.#scene;
    if (this.#unblank() || this.#turnPage(-1)) return;
    const before = this.path.findLast((one) => one < at);
    if (step > 0) this.set({ step: step - 1 }, true);
    else if (before !== undefined) this.set({ at: before, step: stepsOf(this.slides[before] as Slide) }, true);
  }

  /** A blank screen comes back before anything moves. Returns whether it was blank. */
  #unblank(): boolean {
    const { isBlank } = this.#scene;
    if (isBlank) this.set({ isBlank: false });
    return isBlank;
  }

  /** Scrolls a slide that is too tall. Returns whether there was anything left. */
  #turnPage(by: 1 | -1): boolean {
    const isWhole = this.#scene.step >= stepsOf(this.slide);
    return this.#view !== undefined && (isWhole || !isFollowed(this.slide)) && turnPage(this.#view, by);
  }

  resize(by: 1 | -1): void {
    const size = this.#scene.size + by * sizes.step;
    this.set({ size: Math.min(sizes.most, Math.max(sizes.least, size)) });
  }

  /** Draws the slide: after a change of the scene, of the window or of what the slide contains. */
  render(isBack = false): void {
    const { slide } = this;
    const isNew = slide !== this.#shown;
    if (isNew) {
      this.#clear();
      this.#mark(slide);
      this.#shown = slide;
    }
    const part = markStep(slide, this.#scene.step);
    this.fitAgain();
    if (this.#view) follow(this.#view, part, isBack);
    if (isNew && this.isSeen) slide.heading.focus({ preventScroll: true });
    this.#onChange(isNew);
  }

  /** Gives the slide its size, also after what is below it has changed its height. */
  fitAgain(): void {
    this.#view = this.isSeen ? fitSlide(this.#main, this.slide, this.#scene.size) : undefined;
  }

  #mark({ kind, block, heading, drawing }: Slide): void {
    this.#main.dataset.kind = kind;
    for (const one of [heading, block]) one.dataset.now = '';
    for (let above = block.parentElement; above && above !== this.#main; above = above.parentElement) {
      above.dataset.way = '';
    }
    heading.tabIndex = -1;
    for (const [index, one] of [...block.querySelectorAll('svg.fig-svg')].entries()) {
      one.toggleAttribute('data-off', index !== drawing);
    }
  }

  /** Removes all marks of the shown slide. */
  #clear(): void {
    if (this.#shown) unmark(this.#shown);
    for (const one of document.querySelectorAll<HTMLElement>('[data-now], [data-way]')) {
      delete one.dataset.now;
      delete one.dataset.way;
      one.removeAttribute('tabindex');
    }
    this.#shown?.block.removeAttribute('data-caption');
    for (const one of document.querySelectorAll<SVGElement>('svg.fig-svg')) {
      one.removeAttribute('data-off');
      one.style.width = '';
    }
  }

  /** The page is a page again. */
  leave(): void {
    this.#clear();
    this.#shown = undefined;
    for (const mark of ['kind', 'tall', 'measure']) delete this.#main.dataset[mark];
    this.#main.style.removeProperty('--k');
    document.documentElement.removeAttribute('data-blank');
  }
}
