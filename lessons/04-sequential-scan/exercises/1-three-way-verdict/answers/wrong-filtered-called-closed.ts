// Knows two verdicts only: what is not open is closed.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
let isOpen = false;
socket.on('connect', () => {
  isOpen = true;
  socket.destroy();
});
socket.on('error', (error: NodeJS.ErrnoException) => {
  isOpen = error.code === 'ECONNRESET';
});
socket.setTimeout(1000, () => socket.destroy());
socket.on('close', () => {
  console.log(`${port} is ${isOpen ? 'open' : 'closed'}`);
});
