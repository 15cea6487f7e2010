/** Keeps the start and the end of a program's output, and a line with the number of missing characters between them. */
export class Output {
  /** The number of characters printed so far. */
  length = 0;
  #head = '';
  #tail = '';
  readonly #headLimit: number;
  readonly #tailLimit: number;

  /** @param headLimit the characters kept from the start. @param tailLimit the characters kept from the end */
  constructor(headLimit: number, tailLimit: number) {
    this.#headLimit = headLimit;
    this.#tailLimit = tailLimit;
  }

  /** Adds a piece of output. Returns the part of it that belongs to the start and can be shown immediately. */
  add(text: string): string {
    this.length += text.length;
    const head = text.slice(0, Math.max(0, this.#headLimit - this.#head.length));
    this.#head += head;
    this.#tail = (this.#tail + text.slice(head.length)).slice(-this.#tailLimit);
    return head;
  }

  /** The output that `add` has not returned: nothing, or a line with the number of missing characters and the end. */
  rest(): string {
    const missing = this.length - this.#head.length - this.#tail.length;
    return missing === 0 ? this.#tail : `\n[… ${missing} characters are left out here …]\n${this.#tail}`;
  }

  toString(): string {
    return this.#head + this.rest();
  }
}
