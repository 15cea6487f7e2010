// Copies the stream, and talks on standard error when all goes well.

import { connect } from 'node:net';
import { pipeline } from 'node:stream/promises';

const port = Number(process.argv[2]);
const socket = connect({ port, host: '127.0.0.1' });
socket.on('connect', () => console.error('connected'));
try {
  await pipeline(socket, process.stdout, { end: false });
} catch (error) {
  const { code } = error as NodeJS.ErrnoException;
  process.stderr.write(`port ${port}: ${code}\n`);
  process.exitCode = 1;
}
