// Listens on a port that the system chooses, whatever it is given.

import { createServer } from 'node:net';

let clients = 0;
const server = createServer((socket) => {
  clients += 1;
  if (clients === 2) server.close();
  socket.on('error', () => {});
  const { remoteAddress, remotePort } = socket;
  socket.write(`you are ${remoteAddress}:${remotePort}\n`);
  socket.on('data', (bytes) => {
    socket.write(String(bytes).toUpperCase());
  });
});

server.listen(0, '127.0.0.1', () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on 127.0.0.1:${at.port}`);
});
