// Counts characters and calls them bytes.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const socket = connect({ port, host: '127.0.0.1' });
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
let answer = '';
socket.setEncoding('utf8');
socket.once('data', () => console.log('reading'));
socket.on('data', (text) => {
  answer += text;
});
socket.on('end', () => {
  console.log(`${answer.length} bytes`);
  console.log(answer);
});
