import { connect } from 'node:net';
import type { Pupil } from './pupil.ts';

/** How long a new connection must stay open to show that the program runs, and how long a crashed program may take to end, ms. */
const alive = 500;
const dying = 2000;

/**
 * Call this before a failing verdict, when the program has ended a connection. The connections of a program that crashes end
 * before its process does. If the program no longer serves `port`, this waits for its end, so that the verdict names the error.
 * @param port the port of 127.0.0.1 on which the program listened
 */
export async function waitForCrash(program: Pupil, port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' }).on('error', () => {});
  const serves = await new Promise((resolve) => {
    socket.setTimeout(alive, () => resolve(true));
    socket.once('close', () => resolve(false)).resume();
  });
  socket.destroy();
  if (!serves) await program.prints(() => false, dying);
}
