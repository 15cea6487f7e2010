// A UDP server: it sends every datagram back in capital letters, to
// the address that it came from, until Ctrl-C.
//
//   npx tsx lessons/02-create-sockets/udp-server.ts [port]

import { createSocket } from 'node:dgram';

const [portText = '8887', extra] = process.argv.slice(2);
if (portText === '--help') {
  console.log('usage: udp-server.ts [port=8887]');
  process.exit(0);
}
const port = Number(portText);
if (!/^\d+$/.test(portText) || port > 65535) {
  console.error(`bad port "${portText}": a number from 0 to 65535`);
  process.exit(2);
}
if (extra !== undefined) {
  console.error(`bad argument "${extra}": only a port`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region answer
const socket = createSocket('udp4');
socket.on('message', (data, from) => {
  console.log(`received "${data}" from port ${from.port}`);
  const answer = String(data).toUpperCase();
  socket.send(answer, from.port, from.address);
});

socket.bind(port, '127.0.0.1', () => {
  const { address, port } = socket.address();
  console.log(`listening on ${address}:${port}`);
});
// #endregion answer

socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
  socket.close();
});

function stop() {
  socket.close();
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
