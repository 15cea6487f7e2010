// A connected socket is told that nobody is there. It must listen.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
const host = '127.0.0.1';
const socket = createSocket('udp4');
const deadline = setTimeout(() => {
  console.error('no answer');
  process.exitCode = 1;
  socket.close();
}, 1000);
socket.on('message', (message) => {
  console.log(String(message));
  clearTimeout(deadline);
  socket.close();
});
socket.connect(port, host, () => socket.send('ping'));
