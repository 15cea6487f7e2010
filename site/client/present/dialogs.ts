// The dialogs of the presenter: all slides, and all keys.
import { fill } from '../../shared/fill.ts';
import { button, element } from '../elements.ts';
import { type Command, keysOf } from './keys.ts';
import type { Stage } from './stage.ts';
import type { PresentWords } from './words.ts';

/** Opens a dialog with a title. Esc closes it, and so does the key that opened it. */
function open(place: Element, title: string, key: string, close: string, ...parts: Node[]): HTMLDialogElement {
  const dialog = element('dialog');
  const head = element('header');
  head.append(
    element('strong', '', title),
    button(close, () => dialog.close()),
  );
  dialog.setAttribute('aria-label', title);
  dialog.append(head, ...parts);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key.toLowerCase() !== key) return;
    event.preventDefault();
    dialog.close();
  });
  place.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Moves the focus among the buttons of a list, also with the keys of a clicker. */
function moveWithKeys(list: HTMLElement): void {
  list.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, PageDown: 1, ArrowUp: -1, PageUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const buttons = [...list.querySelectorAll('button')];
    buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + by]?.focus();
  });
}

const textOf = (heading: Element) => heading.textContent.trim();

/** Shows all slides, by section. Those outside of the short path are quieter. */
export function openList(place: Element, stage: Stage, words: PresentWords, onGo: (at: number) => void): void {
  const list = element('ol', 'slides');
  let part: HTMLElement | undefined;
  for (const [at, { heading, kind }] of stage.slides.entries()) {
    const isNew = heading !== stage.slides[at - 1]?.heading;
    if (isNew || !part) {
      part = element('ol');
      const item = element('li', stage.hasShortPath && !stage.isShort(at) ? 'outside' : '', textOf(heading));
      item.append(part);
      list.append(item);
    }
    const one = button(`${at + 1} ${words.kinds[kind]}`, () => {
      dialog.close();
      onGo(at);
    });
    if (at === stage.scene.at) {
      one.setAttribute('aria-current', 'true');
      one.autofocus = true;
    }
    const item = element('li');
    item.append(one);
    part.append(item);
  }
  const { path, scene } = stage;
  const said = fill(scene.isAll || !stage.hasShortPath ? words.allSlides : words.shortPath, { count: path.length });
  const dialog = open(place, words.commands.list, 's', words.close, element('p', '', said), list);
  moveWithKeys(list);
}

/** Shows all keys. */
export function openHelp(place: Element, words: PresentWords): void {
  const table = element('table');
  const add = (keys: readonly string[], text: string) => {
    const row = table.insertRow();
    const names = keys.flatMap((key) => [
      element('kbd', '', words.keyNames[key] ?? key.replace(/^[a-z]$/, (letter) => letter.toUpperCase())),
      ' ',
    ]);
    row.insertCell().append(...names);
    row.insertCell().textContent = text;
  };
  for (const [command, keys] of keysOf) add(keys, words.commands[command as Command]);
  add(['0–9'], words.digits);
  open(place, words.commands.help, '?', words.close, table);
}
