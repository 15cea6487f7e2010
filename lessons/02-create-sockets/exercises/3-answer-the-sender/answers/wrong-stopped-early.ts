// Stops at "stop" with blanks around it, or in capitals, too.

import { createSocket } from 'node:dgram';

let count = 0;
const socket = createSocket('udp4');
socket.on('message', (message, from) => {
  count += 1;
  const answer = `${count}: ${message.length} bytes`;
  const last = String(message).trim().toLowerCase() === 'stop';
  socket.send(answer, from.port, from.address, () => {
    if (last) socket.close();
  });
});
socket.bind(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on 127.0.0.1:${socket.address().port}`);
});
