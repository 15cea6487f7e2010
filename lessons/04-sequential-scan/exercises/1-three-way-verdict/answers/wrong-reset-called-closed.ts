// Lets the last event decide, and any error means closed.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
let verdict = 'filtered';
const timer = setTimeout(() => socket.destroy(), 1000);
socket.on('connect', () => {
  verdict = 'open';
  socket.end('hello\n');
});
socket.on('error', (error) => {
  console.error(error.message);
  verdict = 'closed';
});
socket.resume();
socket.on('close', () => {
  clearTimeout(timer);
  console.log(`${port} is ${verdict}`);
});
