// Asks one port for a connection, and says what came back. Used by
// check-port.ts and scan.ts.

import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** `unknown`: the port could not be asked. */
export type Verdict = 'open' | 'closed' | 'filtered' | 'unknown';

export interface Answer {
  verdict: Verdict;
  /** What the verdict rests on: an error code, or words. */
  cause: string;
}

// #region verdicts
const verdicts: Record<string, Verdict> = {
  // The host answered: nobody listens there.
  ECONNREFUSED: 'closed',
  // Somebody accepted, and hung up before we were told.
  ECONNRESET: 'open',
  EPIPE: 'open',
  // The system gave up waiting, or something on the way said no.
  ETIMEDOUT: 'filtered',
  EHOSTUNREACH: 'filtered',
  ENETUNREACH: 'filtered',
  EHOSTDOWN: 'filtered',
  ENONET: 'filtered',
  ENOPROTOOPT: 'filtered',
  EPROTO: 'filtered',
  EACCES: 'filtered',
  EPERM: 'filtered',
};

/** These say something about this machine, and may pass. */
const ourLimits = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
]);
// #endregion verdicts

// #region itself
/** Did the system give us the very port that we asked for? */
export function connectedToItself(socket: Socket): boolean {
  return (
    socket.localPort === socket.remotePort &&
    socket.localAddress === socket.remoteAddress
  );
}
// #endregion itself

// #region ask
function ask(address: string, port: number, timeout: number) {
  return new Promise<Answer>((resolve) => {
    // Only the first call of `resolve` counts.
    const socket = connect({ host: address, port });
    socket.on('connect', () => {
      if (connectedToItself(socket)) {
        resolve({ verdict: 'closed', cause: 'connected to itself' });
      } else {
        resolve({ verdict: 'open', cause: 'connected' });
      }
      socket.resetAndDestroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const { code = error.message } = error;
      resolve({ verdict: verdicts[code] ?? 'unknown', cause: code });
    });
    socket.setTimeout(timeout, () => {
      // An answer may have come while this process was too busy to
      // look. Node looks once more before it runs a setImmediate.
      setImmediate(() => {
        const cause = `no answer in ${timeout} ms`;
        resolve({ verdict: 'filtered', cause });
        socket.destroy();
      });
    });
  });
}
// #endregion ask

/**
 * Asks a port for a connection, and closes it again. Where a limit of
 * this machine is in the way, it asks again for some five seconds.
 * @param address an IP address: a name would be looked up each time
 * @param timeout how long to wait for an answer, ms
 * @returns the answer, and the limits met while asking
 */
export async function check(
  address: string,
  port: number,
  timeout: number,
): Promise<Answer & { limits: string[] }> {
  // #region again
  const limits: string[] = [];
  for (;;) {
    const answer = await ask(address, port, timeout);
    const { cause } = answer;
    if (!ourLimits.has(cause) || limits.length === 50) {
      return { ...answer, limits };
    }
    limits.push(cause);
    await pause(100);
  }
  // #endregion again
}
