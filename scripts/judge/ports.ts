// The judge's own ports, whose numbers a program under judgement gets.
import { once } from 'node:events';
import { BoundSocket, createServer, type Socket } from 'node:net';

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
 * Opens a server on the first free port of 127.0.0.1.
 * @param wish the first port to try; 0 lets the system choose
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
