// What the check of an exercise is written with (lessons/NN-name/exercises/N-slug/check.ts).
import type { Socket } from 'node:net';
import type { Lab } from '../lab/lab.ts';
import type { Pupil } from './pupil.ts';
import type { Talk } from './talk.ts';
import type { Words } from './verdict.ts';

export { freePort } from './free-port.ts';
export { randomWord } from './random.ts';
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
  /** Starts a program from the exercise's own folder. The program gets the path of the pupil's file. */
  runBeside(file: string, ...args: (string | number)[]): Pupil;
  /** The pupil's file, absolute path. */
  file: string;
  /** Connects to a program as a client. */
  connect(port: number, host?: string): Promise<Talk>;
  /** Opens a server that a program can connect to. Resolves with its port. */
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
  /** Registers a function that is called when the check ends. Closes what the check opened itself. */
  after(close: () => unknown): void;
  /** Reports what was skipped because this machine does not have it. */
  untried(what: Words): void;
  /** The time limit of every wait, ms. */
  patience: number;
  /**
   * Ends the check because the program is wrong.
   * @param id the mistake, in kebab-case
   * @param see the section that explains it, as in "03-server-client#half-close"
   */
  fail(id: string, say: { saw: Words; wanted: Words; see: string }): never;
}

export type Check = (judge: Judge) => Promise<void>;
