// Asks one port for a connection, and says what came back.

import { connect, type Socket } from 'node:net';

export type Answer = 'open' | 'closed' | 'filtered';

// #region meanings
const meanings: Record<string, Answer> = {
  ECONNREFUSED: 'closed',
  // Somebody accepted, and hung up before we were told.
  ECONNRESET: 'open',
  EPIPE: 'open',
  // Nobody answered, or something on the way said no.
  ETIMEDOUT: 'filtered',
  EHOSTUNREACH: 'filtered',
  ENETUNREACH: 'filtered',
  EHOSTDOWN: 'filtered',
  EACCES: 'filtered',
  EPERM: 'filtered',
};
// #endregion meanings

/**
 * Asks one port for a connection, and closes it again.
 * @param address an IP address: a name would be looked up each time
 * @param timeout how long to wait for an answer, ms
 * @param inFlight holds the socket as long as it is open: whoever
 *   destroys it there ends the wait
 * @returns what the port answered, once the socket is closed
 * @throws Error if there is no answer: `code` names a limit of this
 *   machine (EMFILE …), or is missing, if the wait was ended
 */
export function check(
  address: string,
  port: number,
  timeout: number,
  inFlight: Set<Socket>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let answer: Answer | undefined;
    let failure = new Error('the wait was ended');

    // #region answers
    const socket = connect({ host: address, port });
    inFlight.add(socket);
    socket.on('connect', () => {
      // Did the system give us the very port we asked for? Then we
      // reached ourselves, which proves that nobody listens there.
      const self =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      answer = self ? 'closed' : 'open';
      socket.resetAndDestroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      answer ??= meanings[error.code ?? ''];
      failure = error;
    });
    // #endregion answers

    // #region silence
    socket.setTimeout(timeout, () => {
      // If we were too busy to look, an answer may be here already:
      // Node reads what has come before it calls this one.
      setImmediate(() => {
        if (socket.destroyed) return;
        answer = 'filtered';
        socket.destroy();
      });
    });
    // #endregion silence

    socket.on('close', () => {
      inFlight.delete(socket);
      if (answer !== undefined) resolve(answer);
      else reject(failure);
    });
  });
}
