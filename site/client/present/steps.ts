// The steps of a slide: line by line, rung by rung, point by point. Only attributes change; the style sheet does the rest.
import { drawingsOf, type Slide } from './slides.ts';

/** The steps of a question: ask, vote, discuss, vote again, reveal. */
export const questionSteps = ['ask', 'vote', 'discuss', 'again', 'reveal'] as const;

const annotationsOf = (block: Element) => [...block.querySelectorAll('.annotations li')];
const linesOf = (block: Element) => [...block.querySelectorAll('.line')];
const rungsOf = ({ block, drawing }: Slide) => [...(drawingsOf(block)[drawing]?.querySelectorAll('.rung') ?? [])];

/** The number of steps after the first view. */
export function stepsOf(slide: Slide): number {
  const { kind, block } = slide;
  switch (kind) {
    case 'listing':
      return annotationsOf(block).length;
    case 'ladder':
      return rungsOf(slide).length;
    case 'points':
      return block.children.length;
    case 'question':
      return questionSteps.length - 1;
    case 'prediction':
      return block.querySelector('.answer') ? 1 : 0;
    case 'cell':
    case 'pair':
      return 1;
    default:
      return 0;
  }
}

/** Whether each step shows one more line, so that the view follows the last of them. */
export const isFollowed = ({ kind }: Slide): boolean => kind === 'listing' || kind === 'ladder' || kind === 'points';

/** Marks the parts of a row up to a step: the one of the step is lit, those after it are yet to come. */
function markRow(parts: readonly Element[], step: number): Element | undefined {
  for (const [index, part] of parts.entries()) {
    part.toggleAttribute('data-lit', index === step - 1);
    part.toggleAttribute('data-later', index >= step);
  }
  return parts[step - 1];
}

/** Opens or closes what a step reveals. */
function setOpen(details: Iterable<HTMLDetailsElement>, isOpen: (one: HTMLDetailsElement) => boolean): void {
  for (const one of details) one.open = isOpen(one);
}

/**
 * Shows a step of a slide.
 * @param step from 0, the first view, to stepsOf(slide)
 * @returns what the step is about, if it is a part of the block
 */
export function markStep(slide: Slide, step: number): Element | undefined {
  const { kind, block } = slide;
  block.dataset.step = String(step);
  const details = block.querySelectorAll('details');
  if (kind === 'opening') setOpen(details, () => true);
  if (kind === 'prediction') setOpen(details, (one) => one.matches('.answer') && step > 0);
  if (kind === 'question') {
    setOpen(details, (one) => step === questionSteps.indexOf('reveal') && one.matches('.right'));
  }
  if (kind === 'ladder') return markRow(rungsOf(slide), step);
  if (kind === 'points') return markRow([...block.children], step);
  if (kind !== 'listing') return undefined;
  markRow(annotationsOf(block), step);
  const lines = linesOf(block);
  for (const line of lines) {
    const numbers = line.getAttribute('data-annotation')?.split(' ') ?? [];
    line.toggleAttribute('data-lit', numbers.includes(String(step)));
  }
  return lines.find((line) => line.hasAttribute('data-lit'));
}

/** Removes the marks of a slide that is left. */
export function unmark({ block }: Slide): void {
  delete block.dataset.step;
  for (const part of block.querySelectorAll('[data-lit], [data-later]')) {
    part.removeAttribute('data-lit');
    part.removeAttribute('data-later');
  }
}
