// A client vanishes in the middle of a conversation: the server gets
// ECONNRESET on that socket, and goes on serving the next client.
//
//   npx tsx lessons/03-server-client/reset.ts

import { type AddressInfo, connect, createServer } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: reset.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": reset.ts takes none`);
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

// #region server
const server = createServer((socket) => {
  socket.on('error', (error: NodeJS.ErrnoException) => {
    console.log(`server: ${error.code} from this client`);
  });
  socket.on('data', (name) => socket.end(`welcome, ${name}`));
  socket.on('close', () => {
    console.log('server: ready for the next');
    next();
  });
  socket.write('your name?');
});
// #endregion server

function dial() {
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host, signal });
  socket.on('error', fail);
  socket.setEncoding('utf8');
  return socket;
}

// #region vanisher
function vanish() {
  const socket = dial();
  socket.once('data', (question) => {
    console.log(`first client hears "${question}" and vanishes`);
    socket.resetAndDestroy();
  });
}
// #endregion vanisher

// #region visitor
function stay() {
  const socket = dial();
  socket.once('data', () => socket.write('Ada'));
  socket.on('data', (text) => {
    console.log(`second client hears "${text}"`);
  });
}
// #endregion visitor

const visits = [vanish, stay];
function next() {
  const visit = visits.shift();
  if (visit) visit();
  else server.close();
}
server.on('error', fail);
server.listen({ port: 0, host, signal }, next);
