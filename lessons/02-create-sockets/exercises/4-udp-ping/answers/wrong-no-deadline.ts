// Has no deadline.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
const host = '127.0.0.1';
const socket = createSocket('udp4');
socket.on('error', (error) => console.error(error.message));
socket.on('message', (message, from) => {
  if (from.port !== port) return;
  console.log(String(message));
  socket.close();
});
socket.send('ping', port, host);
