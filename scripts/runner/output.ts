/** What a program prints, kept from both ends: the first characters and the last, with a line on what is between. */
export class Output {
  /** Characters printed so far. */
  length = 0;
  #head = '';
  #tail = '';
  readonly #headLimit: number;
  readonly #tailLimit: number;

  /** @param headLimit characters kept from the beginning. @param tailLimit characters kept from the end */
  constructor(headLimit: number, tailLimit: number) {
    this.#headLimit = headLimit;
    this.#tailLimit = tailLimit;
  }

  /** Takes in a piece. Returns the part of it that belongs to the beginning, and can be shown at once. */
  add(text: string): string {
    this.length += text.length;
    const head = text.slice(0, Math.max(0, this.#headLimit - this.#head.length));
    this.#head += head;
    this.#tail = (this.#tail + text.slice(head.length)).slice(-this.#tailLimit);
    return head;
  }

  /** What `add` has not handed out yet: nothing, or the end, after a line that says how much is missing. */
  rest(): string {
    const missing = this.length - this.#head.length - this.#tail.length;
    return missing === 0 ? this.#tail : `\n[… ${missing} characters are left out here …]\n${this.#tail}`;
  }

  toString(): string {
    return this.#head + this.rest();
  }
}
