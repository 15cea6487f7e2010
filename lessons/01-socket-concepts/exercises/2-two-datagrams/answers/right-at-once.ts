// Sends both at once, and closes when the system has taken both.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.on('error', ({ message }) => console.error(message));
let sent = 0;
for (const text of texts) {
  socket.send(text, Number(port), '127.0.0.1', () => {
    sent += 1;
    if (sent === texts.length) socket.close();
  });
  console.log(`${Buffer.byteLength(text)} bytes`);
}
