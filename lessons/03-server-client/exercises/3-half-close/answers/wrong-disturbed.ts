// Answers everybody who is connected, also who has not finished.

import { createServer, type Socket } from 'node:net';

const sizes = new Map<Socket, number>();
let first: { socket: Socket; size: number } | undefined;

const server = createServer({ allowHalfOpen: true }, (socket) => {
  let size = 0;
  sizes.set(socket, size);
  socket.on('error', () => {});
  socket.on('close', () => sizes.delete(socket));
  socket.on('data', (piece) => {
    size += piece.length;
    sizes.set(socket, size);
  });
  socket.on('end', () => {
    if (first === undefined) {
      first = { socket, size };
      return;
    }
    for (const [client, own] of sizes) {
      const other = client === socket ? first.size : size;
      client.end(`yours ${own}, other ${other}\n`);
    }
    first = undefined;
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
