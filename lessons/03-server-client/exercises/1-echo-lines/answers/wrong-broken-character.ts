// Makes text of each piece alone: a character in two pieces breaks.

import { createServer } from 'node:net';

const server = createServer((socket) => {
  let rest = '';
  let count = 0;
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    const parts = (rest + piece.toString()).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      count += 1;
      socket.write(`${count} ${line}\n`);
    }
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
