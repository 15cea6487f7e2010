// Waits for the two clients one after the other, then closes the door.

import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

async function talk(socket: Socket) {
  socket.write(
    `you are ${socket.remoteAddress}:${socket.remotePort}\n`,
  );
  try {
    for await (const bytes of socket) {
      socket.write(String(bytes).toUpperCase());
    }
  } catch {
    socket.destroy();
  }
}

const server = createServer();
server.listen(Number(process.argv[2]), '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
console.log(`listening on 127.0.0.1:${port}`);
const talks: Promise<void>[] = [];
for (let count = 0; count < 2; count += 1) {
  const [socket] = await once(server, 'connection');
  talks.push(talk(socket));
}
server.close();
await Promise.all(talks);
