// Watches the time, and never stops doing so.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const socket = connect({ port, host: '127.0.0.1' });
let silent = 0;
const clock = setInterval(() => {
  silent += 1;
  if (silent === 5) socket.destroy(new Error(`port ${port}: silent`));
}, 1000);
socket.on('data', (chunk) => {
  silent = 0;
  process.stdout.write(chunk);
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
  clearInterval(clock);
});
