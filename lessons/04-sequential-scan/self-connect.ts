// Makes a socket connect to itself: it leaves from the very port it
// asks for, and nobody listens there.
//
//   npx tsx lessons/04-sequential-scan/self-connect.ts

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { connectedToItself } from './check.ts';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: self-connect.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(
    `bad argument "${argument}": self-connect.ts takes none`,
  );
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// A port that is free: the system has just chosen it for a server.
const host = '127.0.0.1';
const server = createServer();
server.listen(0, host);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
server.close();
await once(server, 'close');

// #region dial
const socket = connect({ host, port, localPort: port });
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
socket.setTimeout(2000, () => socket.destroy(new Error('no answer')));

socket.on('connect', () => {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  console.log(`connected to port ${port}, where nobody listens`);
  console.log(`  from ${localAddress}:${localPort}`);
  console.log(`  to   ${remoteAddress}:${remotePort}`);
  socket.write('hello?');
});
socket.on('data', (data) => {
  console.log(`sent hello?, received ${data}`);
  console.log(`connected to itself: ${connectedToItself(socket)}`);
  socket.resetAndDestroy();
});
// #endregion dial
