// A UDP socket's life: created, bound, used, closed. One socket talks
// to two peers: there is no connection, only messages.
//
//   npx tsx lessons/02-create-sockets/udp.ts

import { createSocket, type Socket } from 'node:dgram';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: udp.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": udp.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';

// #region create
const socket = createSocket('udp4');
socket.on('error', fail);
console.log(`created: ${addressOf(socket)}`);

socket.bind(0, host, () => {
  console.log(`bound: ${addressOf(socket)}`);
  askNext();
});

function addressOf(one: Socket) {
  try {
    const { address, port } = one.address();
    return `${address}:${port}`;
  } catch (error) {
    return `no address, ${(error as Error).message}`;
  }
}
// #endregion create

// #region peers
const peers = ['red', 'blue'].map((name) => {
  const peer = createSocket('udp4');
  peer.on('error', fail);
  peer.on('message', (message, from) => {
    const answer = `${name}: ${message}`;
    peer.send(answer, from.port, from.address, onSent);
  });
  return peer;
});
// #endregion peers

// #region use
const unasked = [...peers];
const onSent = (error: Error | null) => error && fail(error);

function askNext() {
  const peer = unasked.shift();
  if (peer === undefined) return closeAll();
  peer.bind(0, host, () => {
    console.log(`send "hello" to ${addressOf(peer)}`);
    socket.send('hello', peer.address().port, host, onSent);
  });
}

socket.on('message', (bytes, from) => {
  console.log(`received "${bytes}" from ${from.address}:${from.port}`);
  askNext();
});
// #endregion use

// #region close
setTimeout(fail, 5000, new Error('no answer for 5 seconds')).unref();

function closeAll() {
  for (const one of [socket, ...peers]) one.close();
  console.log(`closed: ${addressOf(socket)}`);
}

function fail(error: Error) {
  if (process.exitCode === 1) return; // one failure is enough
  console.error(error.message);
  process.exitCode = 1;
  closeAll();
}
// #endregion close
