// One address, one listener: a second server on the same host and port
// gets EADDRINUSE, and may have the place once the first has closed.
//
//   npx tsx lessons/03-server-client/in-use.ts

import { type AddressInfo, createServer, type Server } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: in-use.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": in-use.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
const signal = AbortSignal.timeout(10_000);
const first = createServer((socket) => socket.destroy());
const second = createServer((socket) => socket.destroy());

function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
}
function addressOf(server: Server) {
  return server.address() as AddressInfo;
}

// #region first
first.on('error', fail);
first.listen({ port: 0, host, signal }, () => {
  const { port } = addressOf(first);
  console.log(`first: listening on ${host}:${port}`);
  second.listen({ port, host, signal });
});
// #endregion first

// #region second
second.once('error', (error: NodeJS.ErrnoException) => {
  console.log(`second: ${error.code}`);
  const { port } = addressOf(first);
  second.on('error', fail);
  first.close(() => {
    console.log('first: closed');
    second.listen({ port, host, signal });
  });
});

second.on('listening', () => {
  console.log(`second: listening on ${host}:${addressOf(second).port}`);
  second.close();
});
// #endregion second
