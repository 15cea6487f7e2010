// Answers whole lines, not pieces.

import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

let clients = 0;
const server = createServer((socket) => {
  clients += 1;
  if (clients === 2) server.close();
  socket.on('error', () => {});
  const { remoteAddress, remotePort } = socket;
  socket.write(`you are ${remoteAddress}:${remotePort}\n`);
  createInterface({ input: socket }).on('line', (line) => {
    socket.write(`${line.toUpperCase()}\n`);
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on 127.0.0.1:${at.port}`);
});
