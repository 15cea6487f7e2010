// One rest and one count for all clients.

import { createServer } from 'node:net';

let rest = '';
let count = 0;

const server = createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    const parts = (rest + piece).split('\n');
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
