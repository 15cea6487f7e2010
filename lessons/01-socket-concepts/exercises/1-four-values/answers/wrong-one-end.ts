// Prints its own end only.

import { connect } from 'node:net';

const client = connect(Number(process.argv[2]), '127.0.0.1', () => {
  console.log(`${client.localAddress}:${client.localPort}`);
  client.end();
});
client.on('error', (error) => console.error(error.message));
