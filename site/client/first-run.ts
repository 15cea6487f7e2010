// What a cell needs from its first run on. Loaded when the reader first presses Run.
import { fill } from '../shared/fill.ts';
import type { End } from '../shared/protocol.ts';
import type { Labels } from './elements.ts';

/** Whether a run failed: an uncaught error, a signal or a limit ended it. An exit code alone is the program's own answer. */
export const hasFailed = ({ code, stopped, limit, crash }: End): boolean =>
  limit !== undefined || (!stopped && (crash !== undefined || code === null));

/** How a run ended. */
export function endingOf(end: End, labels: Labels): string {
  const { code, ms, stopped, limit, line, crash } = end;
  const ownEnd = crash === undefined ? 'finished' : 'crashed';
  const kind = limit !== undefined ? 'limited' : stopped ? 'stopped' : code === null ? 'killed' : ownEnd;
  const said = fill(labels[kind], { code: code ?? '', seconds: (ms / 1000).toFixed(2), limit: limit ?? '' });
  return line === undefined ? said : `${said}, ${fill(labels.atLine, { line })}`;
}

/** The distance that is kept between what is shown and the edge of the window, px. */
const gap = 12;

/** The height of what sticks at the top of the window, px. */
const headOf = (root: HTMLElement) =>
  (document.querySelector<HTMLElement>('.top')?.offsetHeight ?? 0) +
  (root.classList.contains('editing') ? (root.querySelector<HTMLElement>('.command')?.offsetHeight ?? 0) : 0);

/** Whether the end of an element is in the window. */
export const isShown = (shown: HTMLElement): boolean => {
  const { bottom } = shown.getBoundingClientRect();
  return bottom > 0 && bottom <= innerHeight;
};

/**
 * Scrolls as little as needed to show a cell from its command to the end of its output, or its state and as much of the output
 * as fits. Does nothing while the reader is in another cell.
 * @param last what is below the output and belongs to it
 * @param from what has to be seen above the output; by default the cell, or with an open editor its state
 */
export function show(root: HTMLElement, output: HTMLElement, last = output, from?: Element): void {
  const place = document.activeElement?.closest('.cell');
  if (place && !root.contains(place)) return;
  const head = headOf(root) + gap;
  const first = from ?? (root.classList.contains('editing') ? output.previousElementSibling : root);
  const top = (first ?? root).getBoundingClientRect().top - head;
  const below = last.getBoundingClientRect().bottom + gap - innerHeight;
  scrollBy({ top: top < 0 ? top : Math.max(0, Math.min(below, top)), behavior: 'instant' });
  // Below an open editor the output sticks to the edge of the window, so the way measured to it was too short.
  if (last !== output) last.scrollIntoView({ block: 'nearest', behavior: 'instant' });
}
