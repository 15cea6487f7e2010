// Keeps the texts in a set, which holds each of them once.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
const messages = new Set(texts);
let left = messages.size;
for (const text of messages) {
  socket.send(text, Number(port), '127.0.0.1', () => {
    left -= 1;
    if (left === 0) socket.close();
  });
}
for (const text of texts) {
  console.log(`${Buffer.byteLength(text)} bytes`);
}
