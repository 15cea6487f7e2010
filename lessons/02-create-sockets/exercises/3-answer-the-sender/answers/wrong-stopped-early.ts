// Stops at any text with "stop" in it.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
let count = 0;

const socket = createSocket('udp4');
socket.on('message', (message, from) => {
  count += 1;
  const answer = `${count}: ${message.length} bytes`;
  socket.send(answer, from.port, from.address, () => {
    if (message.includes('stop')) socket.close();
  });
});

socket.bind(port, '127.0.0.1', () => {
  const address = socket.address();
  console.log(`listening on ${address.address}:${address.port}`);
});
