// Takes the first line for the whole answer.

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
  const end = answer.indexOf('\n');
  if (end === -1) return;
  const line = answer.slice(0, end);
  console.log(`${Buffer.byteLength(line)} bytes`);
  console.log(line);
  socket.destroy();
});
