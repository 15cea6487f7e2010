// Asks for the ends before the connection is there.

import { connect } from 'node:net';

const client = connect(Number(process.argv[2]), '127.0.0.1');
client.on('error', (error) => console.error(error.message));
const near = `${client.localAddress}:${client.localPort}`;
const far = `${client.remoteAddress}:${client.remotePort}`;
console.log(`${near} -> ${far}`);
client.end();
