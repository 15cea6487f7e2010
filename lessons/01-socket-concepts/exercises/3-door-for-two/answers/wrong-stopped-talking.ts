// Talks to the newest client only.

import { createServer, type Socket } from 'node:net';

let clients = 0;
let newest: Socket | undefined;
const server = createServer((socket) => {
  clients += 1;
  if (clients === 2) server.close();
  socket.on('error', () => {});
  newest = socket;
  const { remoteAddress, remotePort } = socket;
  socket.write(`you are ${remoteAddress}:${remotePort}\n`);
  socket.on('data', (bytes) => {
    newest?.write(String(bytes).toUpperCase());
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on 127.0.0.1:${at.port}`);
});
