// Sets the one partner with connect, and counts the bytes beforehand.

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const [port, ...texts] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.on('error', ({ message }) => console.error(message));
socket.connect(Number(port), '127.0.0.1');
await once(socket, 'connect');
for (const text of texts) {
  const bytes = Buffer.from(text);
  await new Promise((resolve) => socket.send(bytes, resolve));
  console.log(`${bytes.length} bytes`);
}
socket.close();
