// Prints the answer, and ends only when the deadline has come.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
let answered = false;
const socket = createSocket('udp4');
setTimeout(() => {
  socket.close();
  if (answered) return;
  console.error('no answer');
  process.exitCode = 1;
}, 1000);
socket.on('error', (error) => console.error(error.message));
socket.on('message', (message, from) => {
  if (from.port !== port) return;
  console.log(String(message));
  answered = true;
});
socket.send('ping', port, '127.0.0.1');
