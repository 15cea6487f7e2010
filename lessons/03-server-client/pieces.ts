// One read is not one message: a greeting arrives in two pieces, cut
// inside a letter, and only the end says that it is whole.
//
//   npx tsx lessons/03-server-client/pieces.ts

import { type AddressInfo, connect, createServer } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: pieces.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": pieces.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const signal = AbortSignal.timeout(10_000);
function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
}

// #region server
const greeting = Buffer.from('welcome, 你\n'); // 13 bytes
const server = createServer((socket) => {
  socket.on('error', () => {}); // this client is gone
  socket.write(greeting.subarray(0, 11));
  // The rest waits until the client has read this much.
  socket.once('data', () => socket.end(greeting.subarray(11)));
});
// #endregion server

server.on('error', fail);
server.listen({ port: 0, host: '127.0.0.1', signal }, () => {
  const { port } = server.address() as AddressInfo;

  // #region client
  const socket = connect({ port, host: '127.0.0.1', signal });
  socket.on('error', fail);

  const pieces: Buffer[] = [];
  socket.on('data', (piece: Buffer) => {
    console.log(`one read: ${JSON.stringify(piece.toString())}`);
    pieces.push(piece);
    if (pieces.length === 1) socket.write('go on');
  });
  socket.on('end', () => {
    const message = Buffer.concat(pieces).toString();
    console.log(`the end: ${JSON.stringify(message)}`);
  });
  // #endregion client

  socket.on('close', () => server.close());
});
