// A port that answers "nobody listens here", and is kept so: it is the local port of a connection
// that the lab holds with itself, so the system gives it to nobody else.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Opened } from './open.ts';

/** Takes HOST:PORT (0: the system chooses) without listening on it. */
export async function openClosed(host: string, port: number): Promise<Opened> {
  const ends: Socket[] = [];
  const keep = (socket: Socket) => {
    socket.on('error', () => {});
    ends.push(socket);
  };
  const server = createServer(keep);
  server.listen({ host, port: 0 });
  await once(server, 'listening');
  try {
    // With localAddress the port is bound before the connection is made. One that connect chooses
    // by itself may be chosen again, and a client that got it would connect to itself: "open".
    const { port: other } = server.address() as AddressInfo;
    const socket = connect({ host, port: other, localAddress: host, localPort: port });
    keep(socket);
    await Promise.all([once(socket, 'connect'), once(server, 'connection')]);
    return {
      port: socket.localPort ?? 0,
      async close() {
        // A reset, because an orderly end leaves the port in TIME-WAIT (RFC 9293 §3.6).
        for (const end of ends) end.resetAndDestroy();
        await Promise.all(ends.map((end) => end.closed || new Promise((resolve) => end.once('close', resolve))));
      },
    };
  } catch (error) {
    for (const end of ends) end.destroy();
    throw error;
  } finally {
    server.close();
  }
}
