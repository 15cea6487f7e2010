import { Filter, Line } from '../shared/terminal.ts';

/** Shows the output of a program like a terminal, line by line. Marks stderr. */
export class CellOutput {
  readonly #element: HTMLElement;
  #filters = { stdout: new Filter(), stderr: new Filter() };
  #from = '';
  /** The current line, and its node in the page. */
  #line: { text: Line; node: Text } | undefined;
  #printed = '';

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  clear(): void {
    this.#element.replaceChildren();
    this.#filters = { stdout: new Filter(), stderr: new Filter() };
    this.#from = '';
    this.#printed = '';
    this.#line = undefined;
  }

  /** Whether a complete line of standard output starts with this text. */
  hasLine(start: string): boolean {
    return this.#printed
      .split('\n')
      .slice(0, -1)
      .some((line) => line.startsWith(start));
  }

  print(from: 'stdout' | 'stderr', text: string): void {
    const element = this.#element;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
    if (from !== this.#from) {
      const part = document.createElement('span');
      part.className = from;
      element.append(part);
      this.#from = from;
      this.#line = undefined;
    }
    for (const step of this.#filters[from].steps(text)) {
      if (from === 'stdout' && this.#printed.length < 100_000) this.#printed += step;
      this.#take(step);
    }
    this.#draw();
    if (atEnd) element.scrollTop = element.scrollHeight;
  }

  #take(step: string): void {
    if (this.#line === undefined) {
      const node = document.createTextNode('');
      this.#element.lastElementChild?.append(node);
      this.#line = { text: new Line(), node };
    }
    if (step !== '\n') {
      this.#line.text.take(step);
      return;
    }
    this.#draw('\n');
    this.#line = undefined;
  }

  #draw(end = ''): void {
    if (this.#line) this.#line.node.data = this.#line.text.text + end;
  }
}
