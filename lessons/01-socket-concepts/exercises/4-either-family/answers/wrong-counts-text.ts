// Makes text of the answer before it counts the bytes.

import { connect } from 'node:net';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);

const client = connect({ host, port: Number(port) });
client.setEncoding('utf8');
client.setTimeout(3000, () => client.destroy(new Error('silence')));

function end(family = '', address = '', port = 0) {
  return family === 'IPv6'
    ? `IPv6 [${address}]:${port}`
    : `IPv4 ${address}:${port}`;
}

client.on('connect', () => {
  const { remoteFamily, remoteAddress, remotePort } = client;
  const { localFamily, localAddress, localPort } = client;
  console.log(
    `server: ${end(remoteFamily, remoteAddress, remotePort)}`,
  );
  console.log(`client: ${end(localFamily, localAddress, localPort)}`);
  client.end('hello');
});
let text = '';
client.on('data', (piece) => {
  text += piece;
});
client.on('end', () => {
  console.log(`answer: ${Buffer.byteLength(text)} bytes`);
});
client.on('error', (error) => {
  console.error(error.message || 'no connection');
  process.exitCode = 1;
});
