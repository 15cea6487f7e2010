import { button, element, type Labels, statusLine } from './elements.ts';
import { isComposing } from './typing.ts';

/** The actions of a cell's buttons and keys. */
export interface Actions {
  /** Runs it. If it runs already, stops it first. */
  runAnew(): void;
  runAndMove(): void;
  /** Runs it, or stops it if it runs. */
  press(): void;
  clear(): void;
  edit(): void;
  /** Runs the server that it needs, and then the cell itself. */
  runWithServer(): void;
  /** Called when the arguments have changed. */
  update(): void;
}

/** The arguments, to be changed, in place of those in the command. */
function argumentsIn(code: HTMLElement, file: string, labels: Labels): HTMLInputElement {
  const [program = ''] = /^.*npx tsx \S+/.exec(code.textContent) ?? [];
  const args = element('input', 'args');
  args.spellcheck = false;
  args.autocomplete = 'off';
  args.setAttribute('aria-label', `${labels.args}: ${file}`);
  code.replaceChildren(`${program} `, args);
  return args;
}

/**
 * Makes the command of a cell the row of its buttons, with its arguments in it, and listens to the cell's keys.
 * @param server the id of the cell that it needs, and the program of that
 */
export function addControls(
  root: HTMLElement,
  output: HTMLElement,
  { file, server }: { file: string; server: { id: string; file: string } | undefined },
  labels: Labels,
  on: Actions,
) {
  const command = root.querySelector('.command') as HTMLElement;
  const run = button(labels.run, () => on.press());
  run.classList.add('go');
  const clear = button(labels.clear, () => {
    on.clear();
    // The button goes with what it cleared.
    run.focus();
  });
  clear.classList.add('clear');
  const edit = button(labels.edit, () => on.edit());
  edit.setAttribute('aria-expanded', 'false');
  const args = argumentsIn(command.querySelector('code') as HTMLElement, file, labels);
  args.addEventListener('input', () => on.update());
  command.prepend(run);
  command.append(edit);
  const note = new Text();
  const needs = element('span');
  if (server) {
    const [before = '', after = ''] = (labels.needsRunning ?? '').split('{program}');
    // Its own page may show the program without the server that it needs.
    const isHere = document.getElementById(server.id) !== null;
    const name = element(isHere ? 'a' : 'code', '', server.file);
    if (name instanceof HTMLAnchorElement) name.href = `#${server.id}`;
    needs.append(` ${before}`, name, after);
    if (isHere) needs.append(button(labels.startServer, () => on.runWithServer()));
  }
  const notes = element('p', 'notes');
  notes.append(note, needs);
  const editorPlace = element('div', 'editor-place');
  const recorded = root.querySelector<HTMLElement>('.state');
  const state = recorded ?? statusLine('state');
  state.setAttribute('role', 'status');
  const status = element('div', 'status');
  status.append(state, clear);
  output.before(notes, editorPlace, status);
  const differences = statusLine('differences');
  output.after(differences);
  root.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.defaultPrevented || isComposing(event)) return;
    if (event.ctrlKey || event.metaKey) on.runAnew();
    else if (event.shiftKey) on.runAndMove();
    else if (event.target === args) on.runAnew();
    else return;
    event.preventDefault();
  });
  return { run, clear, edit, args, note, notes, needs, editorPlace, state, differences };
}
