// Keeps its side of a conversation open when the client has gone.

import { createServer } from 'node:net';

let clients = 0;
const server = createServer({ allowHalfOpen: true }, (socket) => {
  clients += 1;
  if (clients === 2) server.close();
  socket.on('error', () => {});
  const { remoteAddress, remotePort } = socket;
  socket.write(`you are ${remoteAddress}:${remotePort}\n`);
  socket.on('data', (bytes) => {
    socket.write(String(bytes).toUpperCase());
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on 127.0.0.1:${at.port}`);
});
