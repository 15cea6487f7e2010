// Has no handler for errors: a reset ends the server for everybody.

import { createServer, type Socket } from 'node:net';

let first: { socket: Socket; size: number } | undefined;

const server = createServer({ allowHalfOpen: true }, (socket) => {
  let size = 0;
  socket.on('data', (piece) => {
    size += piece.length;
  });
  socket.on('end', () => {
    if (first === undefined) {
      first = { socket, size };
      return;
    }
    first.socket.end(`yours ${first.size}, other ${size}\n`);
    socket.end(`yours ${size}, other ${first.size}\n`);
    first = undefined;
  });
});

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
