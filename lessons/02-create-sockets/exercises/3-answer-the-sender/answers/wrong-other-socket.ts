// Makes a socket for each answer.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
let count = 0;

const socket = createSocket('udp4');
socket.on('message', (message, from) => {
  count += 1;
  const answer = `${count}: ${message.length} bytes`;
  const last = message.toString() === 'stop';
  const other = createSocket('udp4');
  other.send(answer, from.port, from.address, () => {
    other.close();
    if (last) socket.close();
  });
});

socket.bind(port, '127.0.0.1', () => {
  const address = socket.address();
  console.log(`listening on ${address.address}:${address.port}`);
});
