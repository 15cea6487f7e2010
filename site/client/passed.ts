// Marks the exercises that have passed, wherever a page names them.
import { progress } from './progress.ts';

export function markPassed(): void {
  const { passed } = progress();
  for (const link of document.querySelectorAll<HTMLElement>('[data-task]')) {
    link.classList.toggle('passed', (link.dataset.task ?? '') in passed);
  }
}
