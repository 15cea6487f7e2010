// Takes the server's port for its own as well.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const client = connect(port, '127.0.0.1', () => {
  const far = `${client.remoteAddress}:${client.remotePort}`;
  console.log(`${client.localAddress}:${port} -> ${far}`);
  client.end();
});
client.on('error', (error) => console.error(error.message));
