// Answers each client as soon as it has finished.

import { createServer } from 'node:net';

let other = 0;

const server = createServer((socket) => {
  let size = 0;
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    size += piece.length;
  });
  socket.on('end', () => {
    socket.end(`yours ${size}, other ${other}\n`);
    other = size;
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
