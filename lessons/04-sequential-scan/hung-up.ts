// Connects to a server that hangs up at once, and to a port where
// nobody listens: two errors that do not mean the same.
//
//   npx tsx lessons/04-sequential-scan/hung-up.ts

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: hung-up.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": hung-up.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region server
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.resetAndDestroy();
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
// #endregion server

// #region client
function errorFrom(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    socket.setTimeout(2000, () => {
      resolve('nothing came back');
      socket.destroy();
    });
  });
}

console.log(`somebody hangs up: ${await errorFrom(port)}`);
server.close();
await once(server, 'close');
console.log(`nobody listens: ${await errorFrom(port)}`);
// #endregion client
