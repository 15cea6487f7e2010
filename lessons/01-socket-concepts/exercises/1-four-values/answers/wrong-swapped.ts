// Prints the two ends the wrong way round.

import { connect } from 'node:net';

const client = connect(Number(process.argv[2]), '127.0.0.1', () => {
  const near = `${client.localAddress}:${client.localPort}`;
  const far = `${client.remoteAddress}:${client.remotePort}`;
  console.log(`${far} -> ${near}`);
  client.end();
});
client.on('error', (error) => console.error(error.message));
