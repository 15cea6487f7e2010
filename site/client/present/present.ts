// Presents a lesson from its own page. Loaded when the reader presses "Present", or with `?present` in the address.
import { Presenter } from './presenter.ts';

/** Presents the lesson of this page, unless it is presented already. */
export function present(): void {
  const main = document.querySelector<HTMLElement>('main.lesson');
  if (main && document.documentElement.dataset.present === undefined) new Presenter(main);
}
