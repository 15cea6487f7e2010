// A UDP client: it sends one datagram, prints the answer and closes,
// or reports after a second that none came.
//
//   npx tsx lessons/02-create-sockets/udp-client.ts [port]

import { createSocket } from 'node:dgram';

const [portText = '8887', extra] = process.argv.slice(2);
if (portText === '--help') {
  console.log('usage: udp-client.ts [port=8887]');
  process.exit(0);
}
const port = Number(portText);
if (!/^\d+$/.test(portText) || port < 1 || port > 65535) {
  console.error(`bad port "${portText}": a number from 1 to 65535`);
  process.exit(2);
}
if (extra !== undefined) {
  console.error(`bad argument "${extra}": only a port`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region ask
const socket = createSocket('udp4');
console.log('sent     "hello"');
socket.send('hello', port, '127.0.0.1');

socket.on('message', (data, from) => {
  console.log(`received "${data}" from port ${from.port}`);
  close();
});
const deadline = setTimeout(() => {
  fail(new Error('no answer in 1 second'));
}, 1000);
// #endregion ask

function close() {
  clearTimeout(deadline);
  socket.close();
}

function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
  close();
}
socket.on('error', fail);
