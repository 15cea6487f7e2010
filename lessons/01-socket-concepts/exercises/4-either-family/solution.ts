// Visits a server in either family and prints both ends.
//
//   npx tsx practice/01-socket-concepts/either-family.ts ::1 8888

import { connect } from 'node:net';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

type Part = string | number | undefined;

function show(who: string, family: Part, address: Part, port: Part) {
  const at = family === 'IPv6' ? `[${address}]` : address;
  console.log(`${who}: ${family} ${at}:${port}`);
}

let bytes = 0;

const client = connect({ host, port: Number(port) });
client.setTimeout(3000, () => {
  client.destroy(new Error('nothing moved for 3 seconds'));
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
