// Cuts the spaces off a line.

import { createServer } from 'node:net';

const server = createServer((socket) => {
  let rest = '';
  let count = 0;
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      count += 1;
      socket.write(`${count} ${line.trim()}\n`);
    }
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
