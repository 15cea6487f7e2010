// The number given to listen is not a limit on clients: with a backlog
// of 1, five are served at once. The limit is called maxConnections.
//
//   npx tsx lessons/03-server-client/backlog.ts

import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type Socket,
} from 'node:net';
import { text } from 'node:stream/consumers';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: backlog.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": backlog.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
const signal = AbortSignal.timeout(10_000);
function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function main() {
  // #region server
  const guests: Socket[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {}); // this client is gone
    guests.push(socket);
  });
  server.listen({ port: 0, host, backlog: 1, signal });
  // #endregion server
  await once(server, 'listening');
  server.on('error', fail);
  const { port } = server.address() as AddressInfo;

  // #region visits
  const clients: Socket[] = [];
  while (clients.length < 5) {
    const client = connect({ port, host, signal });
    client.on('error', () => {}); // text() passes it on
    clients.push(client);
    await once(server, 'connection', { signal });
  }
  console.log(`backlog 1, clients at once: ${guests.length}`);
  // #endregion visits

  // #region limit
  server.maxConnections = 5;
  const sixth = connect({ port, host, signal });
  sixth.on('error', () => {});
  const heard = await text(sixth);
  console.log(`maxConnections 5, the sixth hears: "${heard}"`);
  // #endregion limit

  for (const guest of guests) guest.end('welcome');
  for (const [index, client] of clients.entries()) {
    console.log(`client ${index + 1} hears: "${await text(client)}"`);
  }
  server.close();
}

main().catch(fail);
