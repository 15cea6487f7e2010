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

/** The commands that are for the window with the slides. The others are for the window in which the key was pressed. */
export const forStage: readonly Command[] = [
  'next',
  'back',
  'first',
  'last',
  'blank',
  'larger',
  'smaller',
  'language',
  'all',
  'run',
  'recording',
];

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 0;

const isScene = (value: unknown): boolean =>
  isObject(value) &&
  isCount(value.at) &&
  isCount(value.step) &&
  Number.isFinite(value.size) &&
  Number(value.size) > 0 &&
  [value.isBlank, value.isAll, value.isTranslated].every((one) => typeof one === 'boolean');

const isCounts = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((round) => Array.isArray(round) && round.every((count) => count === undefined || isCount(count)));

const isVote = (question: unknown, counts: unknown) => typeof question === 'string' && isCounts(counts);

/** Whether a window with slides may follow a message. */
function isForStage(message: Record<string, unknown>): boolean {
  switch (message.kind) {
    case 'do':
      return forStage.includes(message.command as Command);
    case 'go':
      return isCount(message.at);
    case 'begin':
      return (
        isScene(message.scene) &&
        Array.isArray(message.votes) &&
        message.votes.every((vote) => Array.isArray(vote) && isVote(vote[0], vote[1]))
      );
    case 'votes':
      return isVote(message.question, message.counts);
    default:
      return message.kind === 'ask' || message.kind === 'end';
  }
}

const isForConsole = ({ kind, scene, run, said }: Record<string, unknown>): boolean =>
  kind === 'shown'
    ? isScene(scene) && typeof run === 'string' && typeof said === 'string'
    : kind === 'ready' || kind === 'gone';

/** Whether a value is a message. Another page of the same address, such as one of an older version, may send anything. */
const isMessage = (data: unknown): data is Message =>
  isObject(data) &&
  isObject(data.message) &&
  ((data.to === 'stage' && isForStage(data.message)) || (data.to === 'console' && isForConsole(data.message)));

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
    this.#channel.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (!isMessage(data)) return;
      if (data.to === 'stage') onStage(data.message);
      else onConsole(data.message);
    });
  }

  close(): void {
    this.#channel.close();
  }
}
