import type { Screen, Source } from './cell-screen.ts';
import { element } from './elements.ts';

/** What is shown as it is: all but control characters. */
const isPlain = (text: string) => !/[^\P{Cc}\n\t]/u.test(text);

/** Shows the output of a program like a terminal, line by line. Marks stderr. */
export class CellOutput {
  #element: HTMLElement;
  #from: Source = 'stdout';
  #part: HTMLElement | undefined;
  /** Draws everything from the first control character on. */
  #screen: Promise<Screen> | undefined;
  #printed = '';

  constructor(place: HTMLElement) {
    this.#element = place;
  }

  clear(): void {
    this.#element.replaceChildren();
    this.end();
    this.#printed = '';
  }

  /** What is printed from now on is put into another place. */
  moveTo(place: HTMLElement): void {
    this.#element = place;
    this.#part = undefined;
  }

  /** The program has ended. What another run prints is put behind its output, in ordinary style. */
  end(): void {
    this.#part = undefined;
    this.#screen = undefined;
  }

  /** Whether a complete line of standard output starts with this text. */
  hasLine(start: string): boolean {
    return this.#printed
      .split('\n')
      .slice(0, -1)
      .some((line) => line.startsWith(start));
  }

  /** Resolves when the text is drawn. */
  async print(from: Source, text: string): Promise<void> {
    const place = this.#element;
    const atEnd = place.scrollTop + place.clientHeight >= place.scrollHeight - 4;
    const [part, before] = [this.#part, this.#from];
    let drawn = text;
    if (this.#screen === undefined && isPlain(text)) this.#partOf(from).append(text);
    else {
      this.#screen ??= import('./cell-screen.ts').then(({ Screen }) => new Screen(part, before));
      const screen = await this.#screen;
      drawn = screen.print(this.#partOf(from), from, text);
    }
    if (from === 'stdout' && this.#printed.length < 100_000) this.#printed += drawn;
    if (atEnd) place.scrollTop = place.scrollHeight;
  }

  /** The end of the output, for what comes from there. */
  #partOf(from: Source): HTMLElement {
    if (this.#part === undefined || from !== this.#from) {
      this.#part = element('span', from);
      this.#element.append(this.#part);
      this.#from = from;
    }
    return this.#part;
  }
}
