// A TCP client: it connects, prints what it receives until the server
// has said all it will say, and closes.
//
//   npx tsx lessons/03-server-client/client.ts [port] [host]

import { connect } from 'node:net';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log('usage: client.ts [port=8888] [host=127.0.0.1]');
  process.exit(0);
}
const [portText = '8888', host = '127.0.0.1', extra] = args;
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

// #region read
const socket = connect({ port, host });

socket.on('data', (piece) => {
  process.stdout.write(piece);
});

const deadline = setTimeout(() => {
  socket.destroy(new Error('no end within 5 seconds'));
}, 5000);
socket.on('close', () => clearTimeout(deadline));
// #endregion read

// #region fail
socket.on('error', (error: NodeJS.ErrnoException) => {
  const reason = error.message || error.code;
  console.error(`${host}:${port}: ${reason}`);
  process.exitCode = 1;
});
// #endregion fail
