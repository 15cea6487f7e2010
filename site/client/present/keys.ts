// The keys of the presenter. A clicker sends some of them: PageDown, PageUp, the arrows, and "." or B for its blank button.
import { isComposing } from '../typing.ts';

export type Command =
  | 'next'
  | 'back'
  | 'first'
  | 'last'
  | 'blank'
  | 'larger'
  | 'smaller'
  | 'language'
  | 'all'
  | 'run'
  | 'recording'
  | 'list'
  | 'timer'
  | 'window'
  | 'full'
  | 'help'
  | 'leave';

/** The commands in the order of the help, with the keys that give them (KeyboardEvent.key; letters in lower case). */
export const keysOf: readonly (readonly [Command, readonly string[]])[] = [
  ['next', ['PageDown', 'ArrowRight', 'ArrowDown', ' ']],
  ['back', ['PageUp', 'ArrowLeft', 'ArrowUp']],
  ['first', ['Home']],
  ['last', ['End']],
  ['run', ['r']],
  ['recording', ['o']],
  ['blank', ['b', '.']],
  ['larger', ['+', '=']],
  ['smaller', ['-']],
  ['language', ['l']],
  ['list', ['s']],
  ['all', ['a']],
  ['timer', ['t']],
  ['window', ['w']],
  ['full', ['f']],
  ['help', ['?', 'h']],
  ['leave', ['Escape']],
];

/** Keys that are the presenter's even while text is typed. */
const always = ['PageDown', 'PageUp', 'Escape'];

const isText = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, select, textarea, [contenteditable]') !== null;

/** The command of a key. Undefined if the key belongs to what is typed, to the browser, or to nothing. */
export function commandOf(event: KeyboardEvent): Command | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || isComposing(event)) return undefined;
  if (isText(event.target) && !always.includes(event.key)) return undefined;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === ' ' && event.shiftKey) return 'back';
  return keysOf.find(([, keys]) => keys.includes(key))?.[0];
}

/**
 * Keys of the page and of the browser that would do harm here: those of the search, and F5, which clickers send to begin. A reload
 * would end the programs that run.
 */
export const isSwallowed = ({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean =>
  key === '/' || (key === 'F5' ? !ctrlKey && !shiftKey : (ctrlKey || metaKey) && key.toLowerCase() === 'k');
