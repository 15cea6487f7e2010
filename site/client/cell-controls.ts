import type { CellFacts } from '../shared/protocol.ts';
import { button, element, type Labels } from './elements.ts';
import { isComposing } from './keys.ts';

/** What the reader can do with a cell. */
export interface Actions {
  run(): void;
  runAndMove(): void;
  stop(): void;
  clear(): void;
  edit(): void;
  /** The arguments have changed. */
  update(): void;
}

/** Not `disabled`: the button that was pressed would lose the focus, and a keyboard its place. */
export const setOff = (made: HTMLElement, off: boolean) => made.setAttribute('aria-disabled', String(off));

/** Puts a cell's buttons, its arguments and the places for its sentences around its output, and listens to its keys. */
export function addControls(root: HTMLElement, output: HTMLElement, { file }: CellFacts, labels: Labels, on: Actions) {
  const run = button(labels.run, () => on.run());
  run.classList.add('run');
  const stop = button(labels.stop, () => on.stop());
  const clear = button(labels.clear, () => on.clear());
  const edit = button(labels.edit, () => on.edit());
  edit.setAttribute('aria-expanded', 'false');
  const args = element('input', 'args');
  args.spellcheck = false;
  args.autocomplete = 'off';
  args.setAttribute('aria-label', `${labels.args}: ${file}`);
  args.addEventListener('input', () => on.update());
  const label = element('label', 'args-label', `${file} `);
  label.append(args);
  const bar = element('div', 'bar');
  bar.append(run, stop, label, edit, clear);
  const notes = element('p', 'notes');
  const editorPlace = element('div');
  const state = root.querySelector('.state') as HTMLElement;
  state.setAttribute('role', 'status');
  output.before(bar, notes, editorPlace);
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.defaultPrevented || isComposing(event)) return;
    if (event.ctrlKey || event.metaKey) on.run();
    else if (event.shiftKey) on.runAndMove();
    else if (event.target === args) on.run();
    else return;
    event.preventDefault();
  });
  return { run, stop, clear, edit, args, notes, editorPlace, state };
}
