// Sends each piece back, not each line.

import { createServer } from 'node:net';

const quiet = Number(process.argv[3]);

const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.setTimeout(quiet, () => {
    socket.end('too quiet\n');
  });
  socket.on('data', (piece) => socket.write(piece));
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
