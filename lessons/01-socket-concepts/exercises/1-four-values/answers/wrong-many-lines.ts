// Prints a line for each end.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const client = connect({ port, host: '127.0.0.1' }, () => {
  console.log(`${client.localAddress}:${client.localPort}`);
  console.log(`-> ${client.remoteAddress}:${client.remotePort}`);
  client.end();
});
