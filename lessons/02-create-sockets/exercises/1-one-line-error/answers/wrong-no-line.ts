// Swallows the error.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const socket = connect({ port, host: '127.0.0.1' });
socket.on('data', (chunk) => process.stdout.write(chunk));
socket.on('error', () => {
  process.exitCode = 1;
});
