// What the check of an exercise is written with (lessons/NN-name/exercises/N-slug/check.ts).
import type { Socket } from 'node:net';
import type { Lab } from '../lab/lab.ts';
import type { Pupil } from './pupil.ts';
import type { Talk } from './talk.ts';
import type { Words } from './verdict.ts';

export { type Heard, type Talk, tell } from './talk.ts';
export { quote, type Words } from './verdict.ts';
export { watch } from './watch.ts';
export type { Pupil };

/** A piece of a sentence, written in both languages. */
export type Both = Exclude<Words, string>;

/** What a check works with. Everything it opens is closed when the check is over. */
export interface Judge {
  /** Starts the pupil's program. */
  run(...args: (string | number)[]): Pupil;
  /** Starts a program of the exercise's own folder that is told where the pupil's is. */
  runBeside(file: string, ...args: (string | number)[]): Pupil;
  /** The pupil's file, absolute path. */
  file: string;
  /** Connects to a program, as its client. */
  connect(port: number, host?: string): Promise<Talk>;
  /** Opens a server for a program to connect to. Resolves with its port. */
  serve(answer: (talk: Talk) => void, host?: string): Promise<number>;
  /** A TCP port of 127.0.0.1 that refuses connections. The system chooses it for no other program while the check runs. */
  closedPort(): number;
  /**
   * Opens a server on the first free port of 127.0.0.1, from `wish` on, up (`step` 1) or down (-1). Resolves with its port.
   * @param wish 0: the system chooses
   */
  portNear(wish: number, step: 1 | -1, answer: (socket: Socket) => void): Promise<number>;
  /** Opens the lab. */
  lab(): Promise<Lab>;
  /** Closes something of the check's own when the check is over. */
  after(close: () => unknown): void;
  /** Notes what could not be tried, because this machine does not have it. */
  untried(what: Words): void;
  /** How long to wait for anything, ms. */
  patience: number;
  /**
   * Ends the check: the program is wrong.
   * @param id which mistake it is, in kebab-case
   * @param see a section, as in "03-server-client#half-close"
   */
  fail(id: string, say: { saw: Words; wanted: Words; see: string }): never;
}

export type Check = (judge: Judge) => Promise<void>;
