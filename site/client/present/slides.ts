// Finds the slides of a lesson's page: its large blocks, each with its heading. Nothing is copied or moved.

export type Kind =
  | 'opening'
  | 'heading'
  | 'figure'
  | 'ladder'
  | 'table'
  | 'listing'
  | 'cell'
  | 'pair'
  | 'question'
  | 'prediction'
  | 'points';

export interface Slide {
  kind: Kind;
  /** The heading above the block. It gets the focus. */
  heading: HTMLElement;
  /** What is shown. For a slide of kind "heading" it is the heading itself. */
  block: HTMLElement;
  /** Which drawing of the block is shown, if it has several; counted from 0. */
  drawing: number;
  /** What is not shown: the speaker's notes. */
  notes: readonly Element[];
  /** The id of the section (h2). It is empty for what comes before the first. */
  section: string;
}

/** The first selector that matches a block decides. */
const kinds: readonly (readonly [string, Kind])[] = [
  ['.opening', 'opening'],
  ['.wire', 'ladder'],
  ['.figure', 'figure'],
  ['.listing, pre', 'listing'],
  ['.pair', 'pair'],
  ['.cell', 'cell'],
  ['.quiz', 'question'],
  ['.predict', 'prediction'],
  ['.table', 'table'],
];
const kindOf = (block: Element): Kind | undefined => kinds.find(([selector]) => block.matches(selector))?.[1];

/** The drawings of a figure, one slide each. */
export const drawingsOf = (block: Element): SVGSVGElement[] => [
  ...block.querySelectorAll<SVGSVGElement>('svg.fig-svg'),
];

/** What a page has at its end, what the notebook adds, and the definitions that its margin repeats from the glossary. */
const leftOut =
  '.gloss, .untranslated, .live-note, .moved-note, .moved, .to-deeper, .contribute, nav, section:not(.key-points)';

/** The slides of a section, while its blocks are read. */
class Section {
  readonly slides: Slide[] = [];
  readonly heading: HTMLElement;
  readonly #id: string;
  /** The prose since the last block. */
  #said: Element[] = [];

  constructor(heading: HTMLElement, id: string) {
    this.heading = heading;
    this.#id = id;
  }

  say(prose: Element): void {
    this.#said.push(prose);
  }

  add(kind: Kind, block: HTMLElement, drawing = 0, heading = this.heading): void {
    this.slides.push({ kind, heading, block, drawing, notes: this.#said, section: this.#id });
    this.#said = [];
  }

  /** What follows the last block belongs to it. A section without blocks has one slide with its heading. */
  end(): Slide[] {
    const last = this.slides.at(-1);
    if (last) last.notes = [...last.notes, ...this.#said];
    else this.add('heading', this.heading);
    return this.slides;
  }
}

function addBlock(section: Section, block: HTMLElement, kind: Kind): void {
  if (kind === 'pair') for (const one of block.querySelectorAll<HTMLElement>('.listing')) section.add('listing', one);
  const drawings = kind === 'ladder' || kind === 'figure' ? drawingsOf(block).length : 1;
  for (let drawing = 0; drawing < Math.max(1, drawings); drawing++) section.add(kind, block, drawing);
}

/**
 * The slides of a page, in its order.
 * @param main the lesson, of this page or of its translation
 * @param withPython whether the reader comes from Python; if not, what is for those readers is neither shown nor said
 */
export function slidesOf(main: Element, withPython: boolean): Slide[] {
  const slides: Slide[] = [];
  const opening = main.querySelector<HTMLElement>('.opening');
  const title = main.querySelector<HTMLElement>('h1');
  if (opening === null || title === null) return slides;
  let section = new Section(title, '');
  section.add('opening', opening);
  let id = '';
  for (const block of main.querySelectorAll<HTMLElement>(':scope > :not(.opening)')) {
    if (block.matches(leftOut) || (!withPython && block.matches('.python, .py'))) continue;
    if (block.matches('h2, h3')) {
      slides.push(...section.end());
      if (block.matches('h2')) id = block.id;
      section = new Section(block, id);
    } else if (block.matches('.key-points')) {
      slides.push(...section.end());
      section = new Section(block.querySelector('h2') ?? title, 'key-points');
      section.add('points', block.querySelector('ul') ?? block);
    } else {
      const kind = kindOf(block);
      if (kind === undefined) section.say(block);
      else addBlock(section, block, kind);
    }
  }
  return [...slides, ...section.end()];
}
