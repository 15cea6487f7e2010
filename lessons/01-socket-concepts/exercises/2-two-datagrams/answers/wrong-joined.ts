// Hands both texts to one send, which makes one message of them.

import { createSocket } from 'node:dgram';

const [port, first = '', second = ''] = process.argv.slice(2);
const socket = createSocket('udp4');
const texts = [first, second];
socket.send(texts, Number(port), '127.0.0.1', () => {
  for (const text of texts) {
    console.log(`${Buffer.byteLength(text)} bytes`);
  }
  socket.close();
});
