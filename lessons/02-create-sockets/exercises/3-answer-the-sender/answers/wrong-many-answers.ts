// Says goodbye in a datagram of its own.

import { createSocket } from 'node:dgram';

let count = 0;
const socket = createSocket('udp4');
socket.on('message', (message, { port, address }) => {
  count += 1;
  const last = String(message) === 'stop';
  const answer = `${count}: ${message.length} bytes`;
  socket.send(answer, port, address, () => {
    if (!last) return;
    socket.send('goodbye', port, address, () => socket.close());
  });
});
socket.bind(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`listening on 127.0.0.1:${socket.address().port}`);
});
