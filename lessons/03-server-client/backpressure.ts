// A server has 64 MiB to send to a client that does not read yet: write
// says false, the server waits for "drain", and nothing is lost.
//
//   npx tsx lessons/03-server-client/backpressure.ts

import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type Socket,
} from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: backpressure.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(
    `bad argument "${argument}": backpressure.ts takes none`,
  );
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
const signal = AbortSignal.timeout(20_000);
function fail(error: Error) {
  // Both ends may tell of one failure: the first to speak is enough.
  if (process.exitCode === undefined) console.error(error.message);
  process.exitCode = 1;
}

const chunk = Buffer.alloc(16_384);
const count = 4096;
console.log(`to send: ${count} chunks, ${count * chunk.length} bytes`);

// #region sender
async function send(socket: Socket, onFull: () => void) {
  let mostHeld = 0;
  for (let number = 0; number < count; number++) {
    const mayGoOn = socket.write(chunk);
    mostHeld = Math.max(mostHeld, socket.writableLength);
    if (!mayGoOn) {
      onFull();
      await once(socket, 'drain', { signal });
    }
  }
  socket.end();
  console.log(`server: held at most ${mostHeld} bytes in memory`);
}
// #endregion sender

// #region receiver
async function receive(socket: Socket) {
  console.log('server: write returned false, so it waits');
  console.log('client: begins to read');
  let received = 0;
  for await (const piece of socket) received += piece.length;
  console.log(`client: ${received} bytes received`);
  server.close();
}
// #endregion receiver

const server = createServer((socket) => {
  socket.on('error', () => {}); // this client is gone
  socket.resume();
  send(socket, () => server.emit('full')).catch(fail);
});
server.on('error', fail);
server.listen({ port: 0, host, signal }, () => {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host, signal });
  socket.on('error', fail);
  server.once('full', () => receive(socket).catch(fail));
});
