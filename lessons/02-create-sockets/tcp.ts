// A TCP socket's life: created, connected, used, closed, and what it
// knows about itself at each step. It talks to a server of its own.
//
//   npx tsx lessons/02-create-sockets/tcp.ts

import { type AddressInfo, createServer, Socket } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: tcp.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": tcp.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';

// #region connect
const socket = new Socket();
console.log('step        readyState  pending  local            remote');
show('created');

const server = createServer((peer) => {
  // Another client, such as a scanner, may reset its connection.
  peer.on('error', () => peer.destroy());
  peer.setTimeout(10_000, () => peer.destroy());
  peer.on('data', (chunk) => peer.write(chunk));
});
server.on('error', fail);
server.listen(0, host, () => {
  const { port } = server.address() as AddressInfo;
  socket.connect({ port, host });
  show('connecting');
});
// #endregion connect

// #region use
let received = '';
socket.setEncoding('utf8');
socket.on('connect', () => {
  show('connected');
  socket.write('hello');
  socket.end();
  show('ended');
});
socket.on('data', (chunk) => {
  received += chunk;
});
socket.on('end', () => console.log(`received "${received}"`));
// #endregion use

// #region close
socket.on('close', () => {
  show('closed');
  server.close();
});
socket.setTimeout(5000, () => {
  socket.destroy(new Error('nothing happened for 5 seconds'));
});
socket.on('error', fail);
// #endregion close

function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
}

// #region show
function show(step: string) {
  const { localAddress, localPort } = socket;
  const { remoteAddress, remotePort } = socket;
  const local = localPort ? `${localAddress}:${localPort}` : '-';
  const remote = remotePort ? `${remoteAddress}:${remotePort}` : '-';
  console.log(
    step.padEnd(12) +
      socket.readyState.padEnd(12) +
      String(socket.pending).padEnd(9) +
      local.padEnd(17) +
      remote,
  );
}
// #endregion show
