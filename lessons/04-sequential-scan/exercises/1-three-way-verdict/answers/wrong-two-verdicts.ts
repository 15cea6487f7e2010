// Prints a verdict at each event: the connection, and then its reset.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const socket = connect({ host: '127.0.0.1', port });
const tell = (verdict: string) => console.log(`${port} is ${verdict}`);
socket.on('connect', () => {
  tell('open');
  socket.end();
});
socket.on('error', (error: NodeJS.ErrnoException) => {
  tell(error.code === 'ECONNREFUSED' ? 'closed' : 'open');
});
const timer = setTimeout(() => {
  tell('filtered');
  socket.destroy();
}, 1000);
socket.on('close', () => clearTimeout(timer));
socket.resume();
