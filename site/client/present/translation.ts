// Shows the page in the other language, in place: the programs that run, their output and the speaker's drafts stay.
import { type Slide, slidesOf } from './slides.ts';

/** What has words in a cell and in a pair. Everything else there belongs to the programs. */
const worded = '.first, .label, .cell:not(.live) > .state, .head > strong, .head > .state, .talk:not(.now)';

/** Exchanges what two elements contain. A second exchange restores both. */
function exchange(one: Element, other: Element): void {
  const nodes = [...one.childNodes];
  one.replaceChildren(...other.childNodes);
  other.replaceChildren(...nodes);
}

/** The translation of a page, slide by slide. */
export class Translation {
  readonly slides: readonly Slide[];
  readonly #main: HTMLElement;
  readonly #other: HTMLElement;
  readonly #own: readonly Slide[];

  constructor(main: HTMLElement, own: readonly Slide[], other: HTMLElement, slides: readonly Slide[]) {
    this.#main = main;
    this.#own = own;
    this.#other = other;
    this.slides = slides;
  }

  /** The tag of the language that is not shown. */
  get lang(): string {
    return this.#other.lang;
  }

  /** Shows the other language; called again, the first. */
  toggle(): void {
    const done = new Set<Element>();
    for (const [index, { kind, block, heading }] of this.#own.entries()) {
      const there = this.slides[index];
      if (there === undefined) continue;
      if (!done.has(heading)) exchange(heading, there.heading);
      done.add(heading);
      if (done.has(block)) continue;
      done.add(block);
      if (kind === 'cell' || kind === 'pair') this.#exchangeWords(block, there.block);
      else if (block.contains(heading)) this.#exchangeOpening(block, there.block);
      else exchange(block, there.block);
    }
    [this.#main.lang, this.#other.lang] = [this.#other.lang, this.#main.lang];
  }

  #exchangeWords(block: Element, other: Element): void {
    const [here, there] = [block, other].map((one) => [...one.querySelectorAll(worded)]) as [Element[], Element[]];
    if (here.length === there.length) for (const [index, one] of here.entries()) exchange(one, there[index] as Element);
  }

  /** The opening contains its heading, which has been exchanged, and the controls of the page. */
  #exchangeOpening(block: Element, other: Element): void {
    for (const part of ['.objectives', '.question']) {
      const [here, there] = [block.querySelector(part), other.querySelector(part)];
      if (here && there) exchange(here, there);
    }
  }
}

/**
 * Fetches the page in the other language.
 * @param own the slides of this page
 * @returns undefined if there is none, or its slides are others
 */
export async function fetchTranslation(
  main: HTMLElement,
  own: readonly Slide[],
  withPython: boolean,
): Promise<Translation | undefined> {
  const address = document.querySelector<HTMLAnchorElement>('a.language')?.href;
  if (address === undefined) return undefined;
  const url = new URL(address);
  url.hash = '';
  const response = await fetch(url);
  if (!response.ok) return undefined;
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const other = page.querySelector<HTMLElement>('main.lesson');
  if (other === null || other.lang === main.lang) return undefined;
  const slides = slidesOf(other, withPython);
  const isSame = slides.length === own.length && slides.every(({ kind }, index) => kind === own[index]?.kind);
  return isSame ? new Translation(main, own, other, slides) : undefined;
}
