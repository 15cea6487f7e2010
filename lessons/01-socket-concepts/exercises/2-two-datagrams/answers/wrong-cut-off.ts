// Gives each message a room of 64 bytes.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
let left = texts.length;
for (const text of texts) {
  const room = Buffer.alloc(64);
  const length = room.write(text);
  socket.send(room, 0, length, Number(port), '127.0.0.1', () => {
    left -= 1;
    if (left === 0) socket.close();
  });
  console.log(`${length} bytes`);
}
