// Knows the capitals of ASCII only.

import { createServer } from 'node:net';

let clients = 0;
const server = createServer((socket) => {
  clients += 1;
  if (clients === 2) server.close();
  socket.on('error', () => {});
  const { remoteAddress, remotePort } = socket;
  socket.write(`you are ${remoteAddress}:${remotePort}\n`);
  socket.on('data', (bytes: Buffer) => {
    const isSmall = (byte: number) => byte >= 97 && byte <= 122;
    const shift = (byte: number) => (isSmall(byte) ? byte - 32 : byte);
    socket.write(Uint8Array.from(bytes, shift));
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on 127.0.0.1:${at.port}`);
});
