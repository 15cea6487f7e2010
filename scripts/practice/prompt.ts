import { wrap } from '../terminal/columns.ts';
import { type KeyEvents, type Keys, readKeys } from '../terminal/keys.ts';
import type { Speaker } from './speaker.ts';

const yes = ['y', 'yes', '是'];

/** Reads the keys. A letter runs an action, or answers a question. */
export class Prompt {
  readonly #speaker: Speaker;
  readonly #actions: Readonly<Record<string, () => void>>;
  #keys: Keys | undefined;
  /** The action to run if the answer is yes. */
  #question: (() => void) | undefined;

  /** @param actions the action of each letter */
  constructor(speaker: Speaker, actions: Readonly<Record<string, () => void>>) {
    this.#speaker = speaker;
    this.#actions = actions;
  }

  /** Reads keys until `close` is called. */
  open(events: KeyEvents): void {
    this.#keys = readKeys(events);
  }

  close(): void {
    this.#keys?.close();
  }

  press(key: string): void {
    const question = this.#question;
    if (question !== undefined) {
      this.#question = undefined;
      if (yes.includes(key)) question();
      else this.#speaker.say(this.#speaker.voice.words.leftAsItIs);
      return;
    }
    if (key === '') return;
    const action = Object.hasOwn(this.#actions, key) ? this.#actions[key] : undefined;
    if (action === undefined) this.showKeys();
    else action();
  }

  /** Asks a question. The next key is the answer. */
  ask(question: string, onYes: () => void): void {
    this.#question = onYes;
    this.#speaker.say(question);
    this.#speaker.say(this.#speaker.voice.words.yesNo(this.#needsEnter));
  }

  /** Cancels the question. */
  dropQuestion(): void {
    this.#question = undefined;
  }

  showKeys(): void {
    const { words, screen } = this.#speaker.voice;
    this.#speaker.print(['', ...wrap(words.keys(this.#needsEnter), screen.columns())]);
  }

  get #needsEnter(): boolean {
    return this.#keys?.needsEnter ?? false;
  }
}
