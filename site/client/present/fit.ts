// Makes a slide as large as the window allows, and no smaller than can be read at the back of a room.
import { drawingsOf, type Slide } from './slides.ts';

/** The smallest text of a slide, px. The style sheet has the same number. */
export const smallest = 18;

/** The factor that is tried first: a slide with little on it is larger. */
const roomy = 1.3;
/** The smallest factor that is tried: below it, all text has the smallest size. */
const least = 0.5;
/** The least width of a caption beside its drawing, em. */
const narrowest = 11;

/** The most factors that are tried between the usual one and the least. */
const mostTurns = 5;

/** What scrolls in a block that is too tall. */
const scrollers: Partial<Record<Slide['kind'], string>> = {
  cell: '.output',
  pair: '.talk:not(.now), .talk.now',
  listing: 'pre',
};

/** The size of the text in a drawing, in its own units: the smallest there is. */
function textSize(drawing: SVGSVGElement): number {
  const sizes = [...drawing.querySelectorAll('text')].map((text) => Number.parseFloat(getComputedStyle(text).fontSize));
  return Math.min(...sizes);
}

/**
 * Gives a drawing its width: with the caption at its right or below, whichever makes it larger.
 * @param room what the block may take, px
 * @returns whether it fits
 */
function fitDrawing(block: HTMLElement, drawing: SVGSVGElement, room: DOMRectReadOnly): boolean {
  const { width, height } = drawing.viewBox.baseVal;
  const needed = smallest / textSize(drawing);
  const gap = Number.parseFloat(getComputedStyle(block).columnGap) || 0;
  const caption = block.querySelector('figcaption');
  const narrow = narrowest * Number.parseFloat(getComputedStyle(caption ?? block).fontSize);
  const beside = Math.min((room.width - narrow - gap) / width, room.height / height);
  block.dataset.caption = 'below';
  drawing.style.width = '100%';
  const below = Math.min(room.width / width, (room.height - gap - (caption?.offsetHeight ?? 0)) / height);
  const isBeside = beside >= below || below < needed;
  if (isBeside) block.dataset.caption = 'beside';
  const scale = Math.max(needed, isBeside ? beside : below);
  drawing.style.width = `${Math.floor(scale * width)}px`;
  return Math.max(beside, below) >= needed;
}

/**
 * How far a block of natural height exceeds its room, and its widest line: 1 or less if it fits.
 */
function excessOf(block: HTMLElement, room: DOMRectReadOnly): { height: number; width: number } {
  const wide = [block, ...block.querySelectorAll<HTMLElement>('pre, .table')];
  return {
    height: (block.offsetHeight - 0.5) / room.height,
    width: Math.max(...wide.map((one) => (one.scrollWidth - 1) / one.clientWidth)),
  };
}

const isWithin = ({ height, width }: { height: number; width: number }) => height <= 1 && width <= 1;

/**
 * Finds the largest factor at which a block fits, to within a few hundredths.
 * @param set draws the block at a factor
 * @returns whether it fits at any
 */
function shrink(block: HTMLElement, room: DOMRectReadOnly, size: number, set: (factor: number) => void): boolean {
  let excess = excessOf(block, room);
  if (isWithin(excess)) return true;
  set(least);
  if (!isWithin(excessOf(block, room))) return false;
  let factor = size;
  for (let turn = 0; turn < mostTurns; turn++) {
    // Prose takes fewer lines when it is smaller, code as many as before.
    factor *= Math.min(0.97, 1 / Math.sqrt(Math.max(1, excess.height)), 1 / Math.max(1, excess.width));
    if (factor <= least) break;
    set(factor);
    excess = excessOf(block, room);
    if (isWithin(excess)) return true;
  }
  set(least);
  return true;
}

/**
 * Chooses the size of a slide.
 * @param size what the speaker asks for; 1 is usual
 * @returns what has to be scrolled, if the slide is taller than the window at the smallest size
 */
export function fitSlide(main: HTMLElement, slide: Slide, size: number): HTMLElement | undefined {
  const { block, kind } = slide;
  const set = (factor: number) => main.style.setProperty('--k', factor.toFixed(3));
  delete main.dataset.tall;
  set(size);
  if (kind === 'heading') return undefined;
  main.dataset.measure = '';
  const style = getComputedStyle(main);
  const box = main.getBoundingClientRect();
  const bottom = box.bottom - Number.parseFloat(style.paddingBottom);
  const width = box.width - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
  const top = block.getBoundingClientRect().top;
  const room = new DOMRectReadOnly(0, 0, width, bottom - top);
  const drawing = kind === 'figure' || kind === 'ladder' ? drawingsOf(block)[slide.drawing] : undefined;
  let isFitting = true;
  set(drawing ? size : roomy * size);
  // A caption that is higher than its drawing is made smaller.
  if (drawing) isFitting = fitDrawing(block, drawing, room) && shrink(block, room, size, set);
  else isFitting = shrink(block, room, roomy * size, set);
  delete main.dataset.measure;
  if (isFitting) return undefined;
  main.dataset.tall = '';
  const selector = scrollers[kind];
  const inner =
    selector === undefined ? null : [...block.querySelectorAll<HTMLElement>(selector)].find((one) => one.offsetParent);
  return inner ?? block;
}
