// Takes the one number for the other.

import { createServer, type Socket } from 'node:net';

let waiting: { socket: Socket; size: number } | undefined;

const server = createServer({ allowHalfOpen: true }, (socket) => {
  let size = 0;
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    size += piece.length;
  });
  socket.on('end', () => {
    if (waiting === undefined) {
      waiting = { socket, size };
      return;
    }
    const { socket: first, size: other } = waiting;
    first.end(`yours ${size}, other ${other}\n`);
    socket.end(`yours ${other}, other ${size}\n`);
    waiting = undefined;
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
