// Takes an empty text for nothing to send.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
for (const text of texts) {
  console.log(`${Buffer.byteLength(text)} bytes`);
  if (!text) continue;
  await new Promise((resolve) => {
    socket.send(text, Number(port), '127.0.0.1', resolve);
  });
}
socket.close();
