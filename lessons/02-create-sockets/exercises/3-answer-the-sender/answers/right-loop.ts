// Takes the datagrams out of a loop. `await` waits for each answer.

import { createSocket } from 'node:dgram';
import { on, once } from 'node:events';
import { promisify } from 'node:util';

const socket = createSocket('udp4');
const send = promisify(
  (text: string, port: number, done: (error: Error | null) => void) =>
    socket.send(text, port, '127.0.0.1', done),
);
socket.bind(Number(process.argv[2]), '127.0.0.1');
await once(socket, 'listening');
const messages = on(socket, 'message');
console.log(`listening on 127.0.0.1:${socket.address().port}`);

let count = 0;
for await (const [message, from] of messages) {
  await send(`${++count}: ${message.length} bytes`, from.port);
  if (String(message) === 'stop') break;
}
socket.close();
