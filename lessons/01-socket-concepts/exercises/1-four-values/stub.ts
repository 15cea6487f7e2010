// Connects to a port and prints both ends of the connection.
//
//   npx tsx practice/01-socket-concepts/four-values.ts 8888

import { connect } from 'node:net';

const port = Number(process.argv[2] ?? 8888);

const client = connect({ port, host: '127.0.0.1' });
client.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
client.setTimeout(3000, () => {
  client.destroy(new Error('nothing moved for 3 seconds'));
});
client.on('connect', () => {
  // This is the server's end. It should be the client's.
  const near = `${client.remoteAddress}:${client.remotePort}`;
  const far = `${client.remoteAddress}:${client.remotePort}`;
  console.log(`${near} -> ${far}`);
  client.end();
});
