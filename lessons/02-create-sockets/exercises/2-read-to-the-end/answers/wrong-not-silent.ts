// Greets the server, which nobody asked for.

import { connect } from 'node:net';

const socket = connect(Number(process.argv[2]), '127.0.0.1');
const chunks: Buffer[] = [];
socket.write('hello\n');
socket.once('data', () => console.log('reading'));
socket.on('data', (chunk: Buffer) => {
  chunks.push(chunk);
});
socket.on('end', () => {
  const answer = Buffer.concat(chunks);
  console.log(`${answer.length} bytes\n${answer}`);
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
