// Ctrl-C during two conversations: one can still finish, one is silent
// and meets the deadline, and a client that comes later is refused.
//
//   npx tsx lessons/03-server-client/drain.ts     (then press Ctrl-C)

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: drain.ts, then press Ctrl-C');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": drain.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
}

const clients = new Set<Socket>();
const server = createServer((socket) => {
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
  socket.on('error', () => {}); // this client is gone
  socket.once('data', (name) => socket.end(`welcome, ${name}`));
  socket.write('your name? ');
});

// #region stop
function stop() {
  server.close();
  setTimeout(() => {
    for (const socket of clients) socket.destroy();
  }, 1000).unref();
}
// #endregion stop

async function main() {
  server.listen({ port: 0, host });
  await once(server, 'listening');
  server.on('error', fail);
  const { port } = server.address() as AddressInfo;
  const polite = connect({ port, host });
  const silent = connect({ port, host });
  const greeted = AbortSignal.timeout(5000);
  for (const client of [polite, silent]) {
    client.on('error', () => {}); // text() passes it on
    await once(client, 'readable', { signal: greeted });
  }
  const closed = once(server, 'close');

  // #region signal
  process.on('SIGINT', stop);
  console.log('two conversations are open: press Ctrl-C');
  // If nobody does, the program does it itself after a minute.
  setTimeout(() => process.emit('SIGINT'), 60_000).unref();
  await once(process, 'SIGINT');
  // #endregion signal

  // #region aftermath
  const late = connect({ port, host });
  late.on('error', (error: NodeJS.ErrnoException) => {
    console.log(`late client: ${error.code}`);
    polite.write('Ada');
  });
  console.log(`polite client hears "${await text(polite)}"`);
  console.log(`silent client hears "${await text(silent)}"`);
  await closed;
  console.log('server: closed');
  // #endregion aftermath
}
main().catch((error) => {
  fail(error);
  stop();
});
