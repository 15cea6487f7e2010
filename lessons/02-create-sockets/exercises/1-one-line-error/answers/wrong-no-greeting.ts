// Puts a line end behind each piece.

import { connect } from 'node:net';

const socket = connect(Number(process.argv[2]), '127.0.0.1');
socket.on('data', (chunk) => console.log(String(chunk)));
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
