// A hundred clients of the echo server at once: each sends ten lines of
// its own, and checks that exactly these come back, in order.
//
//   npx tsx lessons/03-server-client/echo-many.ts [port] [host]

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log('usage: echo-many.ts [port=8889] [host=127.0.0.1]');
  process.exit(0);
}
const [portText = '8889', host = '127.0.0.1', extra] = args;
const port = Number(portText);

function refuse(reason: string): never {
  console.error(reason);
  process.exit(2);
}
if (!/^\d+$/.test(portText) || port < 1 || port > 65535) {
  refuse(`bad port "${portText}": a number from 1 to 65535`);
}
if (host.trim() === '') {
  refuse(`bad host "${host}": a name or an address`);
}
if (extra !== undefined) {
  refuse(`bad argument "${extra}": only a port and a host`);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const signal = AbortSignal.timeout(10_000);

// #region door
async function dial() {
  const socket = connect({ port, host, signal });
  socket.on('error', () => {});
  await once(socket, 'connect');
  return socket;
}
// #endregion door

// #region check
async function talk(socket: Socket, client: number) {
  const lines = Array.from(
    { length: 10 },
    (_, index) => `client ${client}, line ${index + 1}\n`,
  );
  for (const line of lines) socket.write(line);
  socket.end();
  const heard = await text(socket);
  return heard.startsWith(lines.join(''));
}
// #endregion check

async function main() {
  const sockets = await Promise.all(Array.from({ length: 100 }, dial));
  console.log(`clients connected at once: ${sockets.length}`);
  const answers = await Promise.all(sockets.map(talk));
  const good = answers.filter((answer) => answer).length;
  console.log(`clients that got their own ten lines back: ${good}`);
  if (good < sockets.length) {
    throw new Error('some lines did not come back');
  }
}

main().catch((error) => {
  console.error(`${host}:${port}: ${error.message || error.code}`);
  process.exitCode = 1;
});
