// Every error means filtered.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
const settle = (verdict: string) => {
  console.log(`${port} is ${verdict}`);
  socket.destroy();
};
socket.on('connect', () => settle('open'));
socket.on('error', (error: NodeJS.ErrnoException) => {
  settle(error.code === 'ECONNRESET' ? 'open' : 'filtered');
});
socket.setTimeout(1000, () => settle('filtered'));
