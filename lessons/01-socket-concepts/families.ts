// Holds a conversation in each address family: IPv4, IPv6, and a path
// (a Unix socket or a named pipe). Says which one this machine lacks.
//
//   npx tsx lessons/01-socket-concepts/families.ts

import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo, ListenOptions, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: families.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": families.ts takes none`);
  process.exit(2);
}

// Go on when the reader of the output has left: the path is removed.
process.stdout.on('error', () => {
  process.exitCode = 1;
});

function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
}

// #region families
const dir = process.platform === 'win32' ? '\\\\.\\pipe' : tmpdir();
const path = join(dir, `socketbook-${randomUUID().slice(0, 8)}.sock`);
const families = [
  { family: 'IPv4', where: { host: '127.0.0.1', port: 0 } },
  { family: 'IPv6', where: { host: '::1', port: 0 } },
  { family: 'Path', where: { path } },
];
// #endregion families

// #region server
function answer(socket: Socket) {
  socket.on('error', fail);
  socket.setTimeout(5000, () => socket.destroy());
  socket.on('data', (bytes) => {
    console.log('  server got ', bytes, `"${bytes}"`);
    socket.write(`${bytes}`.toUpperCase());
  });
}
// #endregion server

// #region conversation
async function talk(where: ListenOptions) {
  const server = createServer(answer);
  await once(server.listen(where), 'listening');
  server.on('error', fail);
  const at = server.address() as AddressInfo | string;
  console.log('  server at  ', at);

  const client =
    typeof at === 'string' ? connect(at) : connect(at.port, at.address);
  client.on('error', fail);
  const silence = new Error('no answer for 3 seconds');
  client.setTimeout(3000, () => client.destroy(silence));
  client.on('connect', () => {
    console.log('  client at  ', client.address());
    client.end('hello');
  });
  client.on('data', (bytes) => {
    console.log('  client got ', bytes, `"${bytes}"`);
  });
  client.on('close', () => server.close());
  await once(server, 'close');
}
// #endregion conversation

// #region report
const absent = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];
for (const { family, where } of families) {
  console.log(family);
  await talk(where).catch((error) => {
    if (!absent.includes(error.code)) fail(error);
    else console.log(`  missing on this machine (${error.code})`);
  });
}
// #endregion report
