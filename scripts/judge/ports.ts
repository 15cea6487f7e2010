// The judge's own ports, whose numbers a program under judgement gets.
import { once } from 'node:events';
import { BoundSocket, createServer, type Socket } from 'node:net';
import { openFiltered } from '../lab/filtered.ts';
import type { Opened } from '../lab/open.ts';
import { freePort } from '../project/free-port.ts';

const host = '127.0.0.1';

/**
 * A TCP port of 127.0.0.1 that refuses connections: a socket is bound to it and does not listen. While the socket is open,
 * the system gives this port to no other program.
 */
export function closedPort(): { port: number; close(): void } {
  const bound = new BoundSocket({ host, port: 0 });
  return { port: bound.address().port, close: () => bound.close() };
}

/**
 * Opens a port of 127.0.0.1 that never answers, for a check that needs its neighbours, too. It lies below the ports that the
 * system chooses: among those, a server of `listenNear` could take a closed port, which is only bound. Linux allows that
 * (SO_REUSEADDR, socket(7)).
 * @returns undefined where no system call makes such a port
 */
export async function silentPort(): Promise<Opened | undefined> {
  for (;;) {
    try {
      const opened = await openFiltered(host, await freePort('tcp'));
      return 'why' in opened ? undefined : opened;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

/**
 * Opens a server on the first free port of 127.0.0.1.
 * @param wish the first port to try, below the ports that the system chooses; 0 lets the system choose
 * @param step 1 or -1: the distance to the next port to try if a port is taken
 * @param answer gets each connection
 */
export async function listenNear(
  wish: number,
  step: 1 | -1,
  answer: (socket: Socket) => void,
): Promise<{ port: number; close(): void }> {
  for (let port = wish; ; port += step) {
    const server = createServer(answer).listen({ port, host });
    try {
      await once(server, 'listening');
    } catch (error) {
      // Windows reports EACCES for ports that it has reserved (Microsoft, winsock error codes).
      if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      continue;
    }
    const address = server.address();
    const opened = typeof address === 'object' && address !== null ? address.port : port;
    return { port: opened, close: () => void server.close() };
  }
}
