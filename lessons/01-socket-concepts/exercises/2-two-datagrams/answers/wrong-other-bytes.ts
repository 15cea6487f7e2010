// Adds a line end to each message, as for TCP.

import { createSocket } from 'node:dgram';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
for (const text of texts) {
  await new Promise((resolve) => {
    socket.send(`${text}\n`, Number(port), '127.0.0.1', resolve);
  });
  console.log(`${Buffer.byteLength(text)} bytes`);
}
socket.close();
