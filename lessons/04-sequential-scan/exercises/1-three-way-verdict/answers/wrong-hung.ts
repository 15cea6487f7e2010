// Has a deadline, and resets what is not connected yet: Node waits
// for the connection first.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
const settle = (verdict: string) => {
  console.log(`${port} is ${verdict}`);
  socket.resetAndDestroy();
};
socket.on('connect', () => settle('open'));
socket.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ECONNRESET') settle('open');
  else if (error.code === 'ECONNREFUSED') settle('closed');
  else settle('filtered');
});
socket.setTimeout(1000, () => settle('filtered'));
