// Prints a line more than the two: which port it was.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
let left = texts.length;
console.log(`to port ${port}`);
for (const text of texts) {
  socket.send(text, Number(port), '127.0.0.1', () => {
    left -= 1;
    if (left === 0) socket.close();
  });
  console.log(`${Buffer.byteLength(text)} bytes`);
}
