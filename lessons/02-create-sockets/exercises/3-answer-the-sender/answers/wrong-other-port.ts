// Leaves the choice of the port to the system, always.

import { createSocket } from 'node:dgram';

let count = 0;
const socket = createSocket('udp4');
socket.on('message', (message, from) => {
  count += 1;
  const answer = `${count}: ${message.length} bytes`;
  const last = String(message) === 'stop';
  socket.send(answer, from.port, from.address, () => {
    if (last) socket.close();
  });
});
socket.bind(0, '127.0.0.1', () => {
  console.log(`listening on 127.0.0.1:${socket.address().port}`);
});
