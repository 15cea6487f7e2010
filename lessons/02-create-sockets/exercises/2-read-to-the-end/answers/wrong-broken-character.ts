// Turns each chunk into text by itself.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const socket = connect({ port, host: '127.0.0.1' });
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
let answer = '';
let size = 0;
socket.once('data', () => console.log('reading'));
socket.on('data', (chunk) => {
  size += chunk.length;
  answer += chunk;
});
socket.on('end', () => {
  console.log(`${size} bytes`);
  console.log(answer);
});
