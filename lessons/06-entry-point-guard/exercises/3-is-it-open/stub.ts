// Says whether a port of this machine is open.
//
//   npx tsx practice/06-entry-point-guard/is-it-open.ts 8888

import { connect } from 'node:net';

const port = Number(process.argv[2] ?? 8888);

// A program, and nothing to import. It should be both, with a
// deadline and an exit code.
const socket = connect({ port, host: '127.0.0.1' });
socket.on('connect', () => {
  console.log(`${port} is open`);
  socket.destroy();
});
socket.on('error', () => {
  console.log(`${port} is not open`);
});
