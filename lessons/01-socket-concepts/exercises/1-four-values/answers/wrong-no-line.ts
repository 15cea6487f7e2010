// Prints the line on standard error.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const client = connect({ port, host: '127.0.0.1' }, () => {
  const near = `${client.localAddress}:${client.localPort}`;
  const far = `${client.remoteAddress}:${client.remotePort}`;
  console.error(`${near} -> ${far}`);
  client.end();
});
