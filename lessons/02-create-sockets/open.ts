// A program that has nothing left to do, and does not end: a socket is
// open. Ctrl-C closes it. "open.ts close" closes it at once, and ends.
//
//   npx tsx lessons/02-create-sockets/open.ts [close]

import { createSocket } from 'node:dgram';

const [argument, extra] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: open.ts [close]');
  process.exit(0);
}
const wrong = argument === 'close' ? extra : argument;
if (wrong !== undefined) {
  console.error(`bad argument "${wrong}": "close" or nothing`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region open
const socket = createSocket('udp4');
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
socket.on('close', () => console.log('the socket is closed'));
socket.bind(0, '127.0.0.1', () => {
  const { address, port } = socket.address();
  console.log(`a socket is open on ${address}:${port}`);
  if (argument === 'close') socket.close();
  setTimeout(look, 1000).unref();
});
// #endregion open

// #region look
function look() {
  const open = process.getActiveResourcesInfo();
  const holders = open.filter((name) => !/^(TTY|Pipe)/.test(name));
  console.log(`still running, held open by ${holders.join(', ')}`);
}

process.once('beforeExit', () => {
  console.log('nothing left to wait for: the process ends');
});
// #endregion look

// #region stop
function stop() {
  console.log('told to stop');
  socket.close();
}
process.once('SIGINT', stop);
process.once('SIGTERM', stop);
// #endregion stop

console.log('this is the last line of open.ts');
