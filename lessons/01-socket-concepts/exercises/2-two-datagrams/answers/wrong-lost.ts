// Closes the socket before the messages have left it.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
for (const text of texts) {
  socket.send(text, Number(port), '127.0.0.1');
  console.log(`${Buffer.byteLength(text)} bytes`);
}
socket.close();
