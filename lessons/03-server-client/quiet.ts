// A client that says nothing, or says it letter by letter for ever,
// meets the server's deadline: it has one second for its whole name.
//
//   npx tsx lessons/03-server-client/quiet.ts

import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: quiet.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": quiet.ts takes none`);
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

// #region deadline
const server = createServer((socket) => {
  socket.setEncoding('utf8');
  socket.on('error', () => {}); // this client is gone

  const deadline = setTimeout(() => answer('too slow, goodbye'), 1000);
  socket.on('close', () => clearTimeout(deadline));

  let name = '';
  socket.on('data', hear);
  function hear(piece: string) {
    name += piece;
    const [line = '', more] = name.split('\n');
    if (line.length > 100) answer('too long, goodbye');
    else if (more !== undefined) answer(`welcome, ${line.trim()}`);
  }

  function answer(line: string) {
    clearTimeout(deadline);
    socket.off('data', hear).resume();
    socket.end(line);
    setTimeout(() => socket.destroy(), 1000).unref();
  }
});
// #endregion deadline

// #region clients
const clients: Record<string, (socket: Socket) => void> = {
  polite: (socket) => socket.write('Ada\n'),
  silent: () => {},
  dripping: (socket) => {
    const drip = setInterval(() => {
      if (socket.writable) socket.write('a');
    }, 200);
    socket.on('close', () => clearInterval(drip));
  },
};
// #endregion clients

async function main() {
  server.listen({ port: 0, host, signal });
  await once(server, 'listening');
  server.on('error', fail);
  const { port } = server.address() as AddressInfo;
  const visits = Object.entries(clients).map(async ([name, talk]) => {
    const socket = connect({ port, host, signal });
    socket.on('error', () => {}); // text() passes it on
    talk(socket);
    return `${name} client hears "${await text(socket)}"`;
  });
  for (const line of await Promise.all(visits)) console.log(line);
  server.close();
}
main().catch(fail);
