// Runs the program of a slide with the buttons of its cell, as the reader of the page would, and shows its recording.

/** The cells of a block: itself, or the two of a pair. */
const cellsOf = (block: Element): HTMLElement[] =>
  block.matches('.cell') ? [block as HTMLElement] : [...block.querySelectorAll<HTMLElement>('.cell')];

const buttonOf = (block: Element, selector: string) => block.querySelector<HTMLButtonElement>(selector);

export const isRunning = (block: Element): boolean => cellsOf(block).some((cell) => cell.matches('.running'));

/** Whether the last run of a block failed or could not begin. */
export const hasFailed = (block: Element): boolean => cellsOf(block).some((cell) => cell.matches('.failed'));

/**
 * Runs the program of a block, and first the server that it needs. Stops it if it runs.
 * @returns false if this page cannot run programs
 */
export function press(block: Element): boolean {
  const start = buttonOf(block, '.notes button');
  const both = buttonOf(block, '.head > button');
  const own = both ?? (block.matches('.live') ? buttonOf(block, '.command > button') : null);
  if (!own) return false;
  // Only in a button with the focus does a program that reads input pass the focus on to its line.
  own.focus({ preventScroll: true });
  if (!both && start && start.closest('[hidden]') === null) start.click();
  else own.click();
  return true;
}

/** Shows the recording in place of what a run printed. A program that is still running is stopped first. */
export function showRecording(block: Element): void {
  for (const cell of cellsOf(block)) {
    const clear = () => buttonOf(cell, '.clear:not([hidden])')?.click();
    if (!cell.matches('.running')) clear();
    else {
      cell.addEventListener(
        'socketbook:running',
        // The cell updates its buttons after this event.
        () => setTimeout(() => cell.matches('.running') || clear()),
        { once: true },
      );
      buttonOf(cell, '.command > button')?.click();
    }
  }
}

/** What is said of the run of a block. */
export const stateOf = (block: Element): string =>
  cellsOf(block)
    .map((cell) => cell.querySelector('.state')?.textContent ?? '')
    .filter(Boolean)
    .join(' · ');
