// Waits less than a second.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
const host = '127.0.0.1';
const socket = createSocket('udp4');
const deadline = setTimeout(() => {
  console.error('no answer');
  process.exitCode = 1;
  socket.close();
}, 700);
socket.on('error', (error) => console.error(error.message));
socket.on('message', (message, from) => {
  if (from.port !== port) return;
  console.log(String(message));
  clearTimeout(deadline);
  socket.close();
});
socket.send('ping', port, host);
