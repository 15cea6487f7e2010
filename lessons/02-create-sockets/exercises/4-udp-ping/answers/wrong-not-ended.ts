// Prints the answer, and lets the deadline run on.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
const host = '127.0.0.1';
const socket = createSocket('udp4');
setTimeout(() => {
  console.error('no answer');
  process.exitCode = 1;
  socket.close();
}, 1000);
socket.on('error', (error) => console.error(error.message));
socket.on('message', (message, from) => {
  if (from.port === port) console.log(String(message));
});
socket.send('ping', port, host);
