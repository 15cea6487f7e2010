// Says hello, and not that no more will follow.

import { connect } from 'node:net';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);

const client = connect({ host, port: Number(port) });
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
  client.write('hello');
});
let bytes = 0;
client.on('data', (piece) => {
  bytes += piece.length;
});
client.on('end', () => console.log(`answer: ${bytes} bytes`));
client.on('error', (error) => {
  console.error(error.message || 'no connection');
  process.exitCode = 1;
});
