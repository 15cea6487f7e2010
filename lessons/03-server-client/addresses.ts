// A server listens at an address, not at a machine: one that listens on
// 127.0.0.1 does not answer on ::1, where another has the same port.
//
//   npx tsx lessons/03-server-client/addresses.ts

import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
} from 'node:net';
import { text } from 'node:stream/consumers';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: addresses.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": addresses.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const signal = AbortSignal.timeout(10_000);
const servers: Server[] = [];

// #region server
async function serve(host: string, port: number) {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.end(`welcome to ${host}`);
  });
  server.listen({ host, port, signal });
  await once(server, 'listening');
  servers.push(server);
  return server;
}
// #endregion server

// #region client
async function dial(host: string, port: number) {
  const socket = connect({ host, port, signal });
  socket.on('error', () => {});
  const answer = await text(socket).catch((error) => error.message);
  console.log(`${host}:${port} ${answer}`);
}
// #endregion client

async function main() {
  // #region trial
  const four = await serve('127.0.0.1', 0);
  const { port } = four.address() as AddressInfo;
  await dial('127.0.0.1', port);
  await dial('::1', port);

  console.log('a second server, on ::1');
  await serve('::1', port);
  await dial('127.0.0.1', port);
  await dial('::1', port);
  // #endregion trial
}

main()
  .catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  })
  .finally(() => {
    for (const server of servers) server.close();
  });
