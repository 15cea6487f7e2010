// Gives up when nothing has moved for one second.

import { connect } from 'node:net';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);

type Part = string | number | undefined;

function show(who: string, family: Part, address: Part, port: Part) {
  const at = family === 'IPv6' ? `[${address}]` : address;
  console.log(`${who}: ${family} ${at}:${port}`);
}

let bytes = 0;

const client = connect({ host, port: Number(port) });
client.setTimeout(1000, () => {
  client.destroy(new Error('nothing moved for a second'));
});
client.on('connect', () => {
  const { remoteFamily, remoteAddress, remotePort } = client;
  const { localFamily, localAddress, localPort } = client;
  show('server', remoteFamily, remoteAddress, remotePort);
  show('client', localFamily, localAddress, localPort);
  client.end('hello');
});
client.on('data', (piece) => {
  bytes += piece.length;
});
client.on('end', () => console.log(`answer: ${bytes} bytes`));
client.on('error', (error: NodeJS.ErrnoException) => {
  // A name of two addresses fails with two errors and no message.
  console.error(error.message || error.code);
  process.exitCode = 1;
});
