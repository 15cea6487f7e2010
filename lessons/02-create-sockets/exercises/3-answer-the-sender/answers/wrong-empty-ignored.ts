// Takes an empty datagram for nothing.

import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
let count = 0;
socket.on('error', (error) => console.error(error.message));
socket.on('message', (message, from) => {
  if (message.length === 0) return;
  const answer = `${++count}: ${message.length} bytes`;
  socket.send(answer, from.port, from.address, () => {
    if (String(message) === 'stop') socket.close();
  });
});

socket.bind(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on 127.0.0.1:${socket.address().port}`);
});
