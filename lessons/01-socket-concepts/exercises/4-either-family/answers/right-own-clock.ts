// Watches the silence with a clock of its own, and prints all at the end.

import { once } from 'node:events';
import { Socket } from 'node:net';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);
const socket = new Socket({ allowHalfOpen: true });
const clock = setTimeout(() => {
  socket.destroy(new Error('silence for three seconds'));
}, 3000);

const at = (family = '', address = '', port = 0) =>
  `${family} ${address.includes(':') ? `[${address}]` : address}:${port}`;

try {
  socket.connect({ host, port: Number(port) });
  await once(socket, 'connect');
  clock.refresh();
  const { remoteFamily, remoteAddress, remotePort } = socket;
  const { localFamily, localAddress, localPort } = socket;
  const server = at(remoteFamily, remoteAddress, remotePort);
  const client = at(localFamily, localAddress, localPort);
  socket.end('hello');
  let bytes = 0;
  for await (const piece of socket) {
    clock.refresh();
    bytes += piece.byteLength;
  }
  const lines = [`server: ${server}`, `client: ${client}`];
  console.log([...lines, `answer: ${bytes} bytes`].join('\n'));
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  console.error(message || code);
  process.exitCode = 1;
} finally {
  clearTimeout(clock);
  socket.destroy();
}
