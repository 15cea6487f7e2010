// Prints the line where the answer belongs.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const socket = connect({ port, host: '127.0.0.1' });
socket.on('data', (chunk) => process.stdout.write(chunk));
socket.on('error', (error) => {
  console.log(error.message);
  process.exitCode = 1;
});
