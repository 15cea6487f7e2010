// Takes the blanks at the edges of a text away.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
let left = texts.length;
for (const text of texts.map((one) => one.trim())) {
  socket.send(text, Number(port), '127.0.0.1', () => {
    left -= 1;
    if (left === 0) socket.close();
  });
  console.log(`${Buffer.byteLength(text)} bytes`);
}
