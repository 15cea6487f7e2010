// Waits in one place with for await, and prints all at the end.

import { once } from 'node:events';
import { connect, isIPv6 } from 'node:net';

const [host = '', port] = process.argv.slice(2);
const client = connect(Number(port), host);
client.setTimeout(3000, () => client.destroy(new Error('silence')));

function end(address = '', port = 0) {
  return isIPv6(address)
    ? `IPv6 [${address}]:${port}`
    : `IPv4 ${address}:${port}`;
}

try {
  await once(client, 'connect');
  const server = end(client.remoteAddress, client.remotePort);
  const own = end(client.localAddress, client.localPort);
  client.end('hello');
  let bytes = 0;
  for await (const piece of client) bytes += piece.length;
  console.log(`server: ${server}\nclient: ${own}`);
  console.log(`answer: ${bytes} bytes`);
} catch (error) {
  console.error(`no answer: ${(error as Error).message}`);
  process.exitCode = 1;
}
