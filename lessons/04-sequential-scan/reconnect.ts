// Takes a connected socket and asks it for another port, where
// nobody listens. Then asks with a fresh one.
//
//   npx tsx lessons/04-sequential-scan/reconnect.ts

import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type Socket,
} from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: reconnect.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": reconnect.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.on('data', () => socket.write(`the server on port ${port}`));
});
server.listen(0, host);
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const nobody = 1;

/** What comes next on a socket. */
function next(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('connect', () => resolve('connected'));
    socket.once('data', (data) => resolve(String(data)));
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    socket.setTimeout(2000, () => resolve('nothing came back'));
  });
}

// #region used
const used = connect({ host, port });
console.log(`port ${port}: ${await next(used)}`);

for (const time of ['first', 'second']) {
  used.connect({ host, port: nobody });
  const result = await next(used);
  console.log(`${time} try, port ${nobody}: ${result}`);
  if (result !== 'connected') break;
  used.write('who is there?');
  console.log(`  who is there? ${await next(used)}`);
}
used.destroy();
// #endregion used

// #region fresh
const fresh = connect({ host, port: nobody });
console.log(`fresh socket, port ${nobody}: ${await next(fresh)}`);
fresh.destroy();
server.close();
// #endregion fresh
