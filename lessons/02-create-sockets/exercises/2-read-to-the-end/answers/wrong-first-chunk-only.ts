// Takes the first chunk for the whole answer.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const socket = connect({ port, host: '127.0.0.1' });
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
socket.once('data', (chunk) => {
  console.log('reading');
  console.log(`${chunk.length} bytes`);
  console.log(String(chunk));
  socket.destroy();
});
