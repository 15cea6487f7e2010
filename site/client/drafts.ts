import { recall } from './store.ts';

/** The reader's own versions of a lesson's programs, stored in the browser. */
export class Drafts {
  readonly #lesson: string;
  /** The drafts for which the browser has no space. */
  readonly #unkept = new Map<string, string>();
  readonly #changed = new EventTarget();

  constructor(lesson: string) {
    this.#lesson = lesson;
    // Another tab of the same lesson may also write there.
    addEventListener('storage', () => this.#changed.dispatchEvent(new Event('change')));
  }

  #key(file: string): string {
    return `socketbook:draft:${this.#lesson}/${file}`;
  }

  of(file: string): string | undefined {
    return this.#unkept.get(file) ?? recall(this.#key(file));
  }

  /** Stores a draft; `undefined` removes it. */
  set(file: string, text: string | undefined): void {
    this.#unkept.delete(file);
    try {
      if (text === undefined) localStorage.removeItem(this.#key(file));
      else localStorage.setItem(this.#key(file), text);
    } catch {
      if (text !== undefined) this.#unkept.set(file, text);
    }
    this.#changed.dispatchEvent(new Event('change'));
  }

  onChange(listener: () => void): void {
    this.#changed.addEventListener('change', listener);
  }
}
