// Does not listen for the error event.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
const settle = (verdict: string) => {
  console.log(`${port} is ${verdict}`);
  socket.destroy();
};
socket.on('connect', () => settle('open'));
socket.setTimeout(1000, () => settle('filtered'));
