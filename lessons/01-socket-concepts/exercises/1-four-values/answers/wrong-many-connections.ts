// Learns its own end on one connection, and prints it for the next.

import { connect } from 'node:net';

const server = { port: Number(process.argv[2]), host: '127.0.0.1' };
const trial = connect(server, () => {
  const near = `${trial.localAddress}:${trial.localPort}`;
  trial.end();
  const client = connect(server, () => {
    const far = `${client.remoteAddress}:${client.remotePort}`;
    console.log(`${near} -> ${far}`);
    client.end();
  });
});
