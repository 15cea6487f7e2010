// Ports of the judge's own that a program is told of.
import { once } from 'node:events';
import { BoundSocket, createServer, type Socket } from 'node:net';

const host = '127.0.0.1';

/** A TCP port of 127.0.0.1 that refuses connections: a socket is bound to it and does not listen. While it is, the system chooses this port for nobody. */
export function closedPort(): { port: number; close(): void } {
  const bound = new BoundSocket({ host, port: 0 });
  return { port: bound.address().port, close: () => bound.close() };
}

/**
 * Opens a server on the first free port of 127.0.0.1.
 * @param wish the first port to try; 0: the system chooses
 * @param step 1 or -1: from each port that is taken to the next to try
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
      // Windows says EACCES of ports that it has reserved (Microsoft, winsock error codes).
      if (!['EADDRINUSE', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      continue;
    }
    const address = server.address();
    const opened = typeof address === 'object' && address !== null ? address.port : port;
    return { port: opened, close: () => void server.close() };
  }
}
