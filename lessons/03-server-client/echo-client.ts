// A client of the echo server: it sends a line in two pieces and two
// lines in one piece, finishes speaking, and listens to the end.
//
//   npx tsx lessons/03-server-client/echo-client.ts [port] [host]

import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log('usage: echo-client.ts [port=8889] [host=127.0.0.1]');
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

let finished = false;
const socket = connect({ port, host });
const deadline = setTimeout(() => {
  socket.destroy(new Error('no end within 5 seconds'));
}, 5000);
socket.on('end', () => {
  if (!finished)
    socket.destroy(new Error('the server ended too early'));
});
socket.on('error', (error: NodeJS.ErrnoException) => {
  console.error(`${host}:${port}: ${error.message || error.code}`);
  process.exitCode = 1;
});
socket.on('close', () => clearTimeout(deadline));

// #region talk
function send(piece: string) {
  console.log(`sent     ${JSON.stringify(piece)}`);
  socket.write(piece);
}

socket.on('connect', () => send('one\ntw'));

const lines = createInterface({ input: socket });
lines.on('error', () => {}); // the socket has reported it
lines.on('line', (line) => {
  console.log(`received ${JSON.stringify(line)}`);
  if (line === 'one') send('o\nthree\n');
  if (line === 'three') {
    finished = true;
    console.log('finished speaking');
    socket.end();
  }
});
// #endregion talk
