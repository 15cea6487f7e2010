// Prints the answer without the blanks at its edges.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
const socket = createSocket('udp4');
const deadline = setTimeout(() => fail('no answer'), 1000);

function finish() {
  clearTimeout(deadline);
  socket.close();
}

function fail(reason: string) {
  console.error(reason);
  process.exitCode = 1;
  finish();
}

socket.on('error', (error) => fail(error.message));
socket.on('message', (message, from) => {
  const answer = String(message).trim();
  if (from.port !== port) return;
  console.log(answer);
  finish();
});
socket.send('ping', port, '127.0.0.1');
