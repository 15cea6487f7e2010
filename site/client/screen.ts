/** Draws what a program prints, as a terminal would: line by line, stderr told apart, a carriage return begins a line anew. */
export class Screen {
  readonly #element: HTMLElement;
  #from = '';
  #line: Text | undefined;
  #returned = false;
  #printed = '';

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  clear(): void {
    this.#element.replaceChildren();
    this.#from = '';
    this.#printed = '';
    this.#returned = false;
    this.#line = undefined;
  }

  /** All that standard output has said, up to its last whole line. */
  hasLine(start: string): boolean {
    return this.#printed
      .split('\n')
      .slice(0, -1)
      .some((line) => line.startsWith(start));
  }

  print(from: 'stdout' | 'stderr', text: string): void {
    const element = this.#element;
    const atEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - 4;
    if (from === 'stdout' && this.#printed.length < 100_000) this.#printed += text;
    if (from !== this.#from) {
      const part = document.createElement('span');
      part.className = from;
      element.append(part);
      this.#from = from;
      this.#line = undefined;
    }
    for (const piece of text.split(/(\r\n|[\r\n])/)) this.#add(piece);
    if (atEnd) element.scrollTop = element.scrollHeight;
  }

  #add(piece: string): void {
    if (piece === '') return;
    if (piece === '\r') {
      this.#returned = true;
      return;
    }
    const ends = piece.endsWith('\n');
    if (this.#line === undefined) {
      this.#line = document.createTextNode('');
      this.#element.lastElementChild?.append(this.#line);
    }
    if (this.#returned && !ends) this.#line.data = '';
    this.#returned = false;
    this.#line.data += ends ? '\n' : piece;
    if (ends) this.#line = undefined;
  }
}
