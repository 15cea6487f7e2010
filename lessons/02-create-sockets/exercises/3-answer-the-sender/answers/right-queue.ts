// Reads the datagrams in a loop, answers one after the other, and
// prints what it does.

import { createSocket } from 'node:dgram';
import { on, once } from 'node:events';

const socket = createSocket({ type: 'udp4', reuseAddr: true });
socket.bind(Number(process.argv[2]), '127.0.0.1');
await once(socket, 'listening');
console.log(`listening on 127.0.0.1:${socket.address().port}`);
const stop = Buffer.from('stop');
let count = 0;
for await (const [message, { port, address }] of on(
  socket,
  'message',
)) {
  count += 1;
  const answer = `${count}: ${message.length} bytes`;
  console.log(`${address}:${port} is told "${answer}"`);
  await new Promise((sent) => socket.send(answer, port, address, sent));
  if (stop.equals(message)) break;
}
socket.close();
