// Begins to collect when the first chunk has gone by.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const socket = connect({ port, host: '127.0.0.1' });
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
const chunks: Buffer[] = [];
socket.once('data', () => {
  console.log('reading');
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
});
socket.on('end', () => {
  const answer = Buffer.concat(chunks);
  console.log(`${answer.length} bytes`);
  console.log(answer.toString());
});
