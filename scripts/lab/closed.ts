// A port that stays closed. It is the local port of a connection that the lab holds with itself, so the system gives it to
// no other program.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Opened } from './open.ts';

/** Takes HOST:PORT (0: the system chooses) without listening on it. */
export async function openClosed(host: string, port: number): Promise<Opened> {
  const server = createServer();
  server.listen({ host, port: 0 });
  await once(server, 'listening');
  const { port: other } = server.address() as AddressInfo;
  // With localAddress the port is bound before the connection is made. A port that connect chooses itself may be chosen
  // again, and a client that got it would connect to itself and find it open.
  const near = connect({ host, port: other, localAddress: host, localPort: port });
  near.on('error', () => {});
  const far = accepted(server, near);
  try {
    await once(near, 'connect');
    const ends = [near, await far];
    return {
      port: near.localPort ?? 0,
      async close() {
        // A reset, because an orderly end leaves the port in TIME-WAIT (RFC 9293 §3.6).
        for (const end of ends) end.resetAndDestroy();
        await Promise.all(ends.map((end) => end.closed || new Promise((resolve) => end.once('close', resolve))));
      },
    };
  } finally {
    server.close();
  }
}

/** Waits for the other end of `near`. Closes any other connection. */
function accepted(server: ReturnType<typeof createServer>, near: Socket): Promise<Socket> {
  return new Promise((resolve) => {
    server.on('connection', (socket) => {
      socket.on('error', () => {});
      if (socket.remotePort === near.localPort) resolve(socket);
      else socket.destroy();
    });
  });
}
