// Counts who is there, not who has come.

import { createServer } from 'node:net';

let present = 0;
const server = createServer((socket) => {
  present += 1;
  if (present === 2) server.close();
  socket.on('close', () => {
    present -= 1;
  });
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
