// Sends its last answer and keeps the socket open.

import { createSocket } from 'node:dgram';

const socket = createSocket('udp4');
let count = 0;
socket.on('error', (error) => console.error(error.message));
socket.on('message', (message, from) => {
  const answer = `${++count}: ${message.length} bytes`;
  socket.send(answer, from.port, from.address);
});

socket.bind(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on 127.0.0.1:${socket.address().port}`);
});
