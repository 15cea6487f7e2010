// The bar below the slides: the place, what was last said, the time, and the commands as buttons, for a mouse or a finger.
import { button, element, statusLine } from '../elements.ts';
import type { Command } from './keys.ts';

/** The buttons at the right, each with its sign. */
const signs: readonly (readonly [Command, string])[] = [
  ['run', '▶'],
  ['recording', '◉'],
  ['list', '☰'],
  ['language', '⇄'],
  ['window', '⊞'],
  ['help', '?'],
  ['leave', '✕'],
];

export class Bar {
  readonly root = element('footer', 'bar');
  readonly #place = element('span', 'at');
  readonly #said = statusLine('said');
  /** What a screen reader says of each step. */
  readonly #spoken = statusLine('aside');
  readonly #time = element('span', 'time');
  readonly #buttons: [Command, HTMLButtonElement][];

  constructor(onCommand: (command: Command) => void) {
    const make = (command: Command, sign: string) => {
      const made = button(sign, () => onCommand(command));
      this.#buttons.push([command, made]);
      return made;
    };
    this.#buttons = [];
    const back = make('back', '‹');
    const next = make('next', '›');
    const tools = element('span', 'tools');
    tools.append(...signs.map(([command, sign]) => make(command, sign)));
    this.root.append(back, this.#place, next, this.#said, this.#spoken, this.#time, tools);
  }

  name(names: Readonly<Record<Command, string>>): void {
    for (const [command, one] of this.#buttons) {
      one.title = names[command];
      one.setAttribute('aria-label', names[command]);
    }
  }

  place(text: string): void {
    this.#place.textContent = text;
  }

  time(text: string): void {
    this.#time.textContent = text;
  }

  get said(): string {
    return this.#said.textContent;
  }

  /** Shows a message until the next step. */
  say(text: string): void {
    if (this.#said.textContent !== text) this.#said.textContent = text;
  }

  /** Gives a screen reader what is new on the slide. */
  speak(text: string): void {
    if (this.#spoken.textContent !== text) this.#spoken.textContent = text;
  }
}
