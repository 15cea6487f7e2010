// Counts bytes where the limit is one of characters.

import { createServer } from 'node:net';

const server = createServer((socket) => {
  let rest: Buffer = Buffer.alloc(0);
  let count = 0;
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    rest = Buffer.concat([rest, Buffer.from(piece)]);
    for (;;) {
      const end = rest.indexOf(10);
      if (end === -1) break;
      socket.write(`${++count} ${rest.subarray(0, end)}\n`);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 1000) socket.destroy();
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
