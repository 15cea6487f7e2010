// Answers one line of each piece and forgets the others.

import { createServer } from 'node:net';

const server = createServer((socket) => {
  let rest = '';
  let count = 0;
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    rest += piece;
    const end = rest.indexOf('\n');
    if (end === -1) return;
    count += 1;
    socket.write(`${count} ${rest.slice(0, end)}\n`);
    rest = rest.slice(end + 1);
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
