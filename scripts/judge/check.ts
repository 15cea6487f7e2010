// The interface between the judge and the check of an exercise (lessons/NN-name/exercises/N-slug/check.ts).
import type { Socket } from 'node:net';
import type { Lab } from '../lab/lab.ts';
import type { Pupil } from './pupil.ts';
import type { RestartableServer } from './restartable.ts';
import type { Talk } from './talk.ts';
import type { Translated } from './verdict.ts';

export type { Both } from '../course/languages.ts';
export { freePort } from '../project/free-port.ts';
export { waitForCrash } from './dying.ts';
export { irregular } from './irregular.ts';
export { randomWord } from './random.ts';
export { type Heard, type Talk, tell } from './talk.ts';
export { quote, type Translated, unexpected } from './verdict.ts';
export { watch } from './watch.ts';
export type { Pupil, RestartableServer };

/** The functions that a check uses. Everything that they open is closed when the check is over. */
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
  /** A TCP port of 127.0.0.1 that refuses connections. The system gives it to no program while the check runs. */
  closedPort(): number;
  /**
   * Opens a server on the first free port of 127.0.0.1, from `wish` on, up (`step` 1) or down (-1). Resolves with its port.
   * @param wish the first port to try; 0 lets the system choose
   */
  portNear(wish: number, step: 1 | -1, answer: (socket: Socket) => void): Promise<number>;
  /**
   * A server that a check starts, stops and starts again on the same port. It is not started yet.
   * @param host 127.0.0.1 if left out
   * @param port a free one if left out
   */
  restartable(host?: string, port?: number): Promise<RestartableServer>;
  /**
   * Loopback addresses beside 127.0.0.1, `count` or as many as this machine has: macOS has none, unless one was added. A check
   * that goes without them reports it with `untried`.
   */
  otherLoopbackHosts(count: number): string[];
  /** Opens a port of 127.0.0.1 that never answers a connection request. Resolves with undefined where no system call makes one. */
  silentPort(): Promise<number | undefined>;
  /** Opens the lab on 127.0.0.1. */
  lab(): Promise<Lab>;
  /** Registers a function that is called when the check ends. Closes what the check opened itself. */
  after(close: () => unknown): void;
  /** Reports what was skipped because this machine does not have it. */
  untried(what: Translated): void;
  /**
   * Says how long the judge's process may pause without harm to what the check measures, ms; 1000 by default. After a longer
   * pause, on a busy machine, the program is judged again.
   */
  allowPause(ms: number): void;
  /** The time limit of every wait, ms. */
  patience: number;
  /**
   * Ends the check because the program is wrong.
   * @param id the mistake, in kebab-case
   * @param see the section that explains it, as in "03-server-client#half-close"
   */
  fail(id: string, say: { saw: Translated; wanted: Translated; see: string }): never;
}

export type Check = (judge: Judge) => Promise<void>;
