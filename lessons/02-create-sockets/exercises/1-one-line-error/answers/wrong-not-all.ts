// Prints the first piece only.

import { connect } from 'node:net';

const socket = connect(Number(process.argv[2]), '127.0.0.1');
socket.once('data', (chunk) => {
  process.stdout.write(chunk);
  socket.resume();
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
