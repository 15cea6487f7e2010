// Looks the name up itself, and keeps the pieces of the answer.

import { lookup } from 'node:dns/promises';
import { Socket } from 'node:net';

const [name = '', port] = process.argv.slice(2);
const { address: host, family } = await lookup(name);
const client = new Socket();
const pieces: Buffer[] = [];
const at = (address: string | undefined, port: number | undefined) =>
  family === 6
    ? `IPv6 [${address}]:${port}`
    : `IPv4 ${address}:${port}`;

client.setTimeout(3000).on('timeout', () => {
  console.error('silent for 3 seconds');
  process.exitCode = 1;
  client.destroy();
});
client.on('error', ({ message }) => {
  console.error(message);
  process.exitCode = 1;
});
client.on('data', (piece) => pieces.push(Buffer.from(piece)));
client.on('end', () => {
  console.log(`answer: ${Buffer.concat(pieces).length} bytes`);
});
client.connect({ host, port: Number(port) }, () => {
  console.log('server:', at(client.remoteAddress, client.remotePort));
  console.log('client:', at(client.localAddress, client.localPort));
  client.end('hello');
});
