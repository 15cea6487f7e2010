// What the window of the audience and the console say to each other.
import type { Command } from './keys.ts';
import type { Scene } from './stage.ts';
import type { Counts } from './votes.ts';

/** To the window with the slides. */
export type ToStage =
  | { kind: 'do'; command: Command }
  | { kind: 'go'; at: number }
  | { kind: 'begin'; scene: Scene; votes: [string, Counts][] }
  | { kind: 'votes'; question: string; counts: Counts }
  /** A console asks what is shown. */
  | { kind: 'ask' }
  | { kind: 'end' };

/** To the console. */
export type ToConsole =
  /** The window is there. */
  { kind: 'ready' } | { kind: 'shown'; scene: Scene; run: string; said: string } | { kind: 'gone' };

type Message = { to: 'stage'; message: ToStage } | { to: 'console'; message: ToConsole };

/** The channel of one presentation: two windows of one browser. */
export class Channel {
  readonly id: string;
  readonly #channel: BroadcastChannel;

  constructor(id: string) {
    this.id = id;
    this.#channel = new BroadcastChannel(`socketbook-present-${id}`);
  }

  toStage(message: ToStage): void {
    this.#channel.postMessage({ to: 'stage', message } satisfies Message);
  }

  toConsole(message: ToConsole): void {
    this.#channel.postMessage({ to: 'console', message } satisfies Message);
  }

  listen(onStage: (message: ToStage) => void, onConsole: (message: ToConsole) => void): void {
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
      if (data.to === 'stage') onStage(data.message);
      else onConsole(data.message);
    });
  }

  close(): void {
    this.#channel.close();
  }
}
