// A TCP server: it greets every client with one line, ends that
// connection, and goes on serving until Ctrl-C.
//
//   npx tsx lessons/03-server-client/server.ts [port] [host]

import { createServer, type Socket } from 'node:net';

// #region arguments
const args = process.argv.slice(2);
const [portText = '8888', host = '127.0.0.1', extra] = args;
const port = Number(portText);
// #endregion arguments
if (args.includes('--help')) {
  console.log('usage: server.ts [port=8888] [host=127.0.0.1]');
  console.log('port 0 lets the system choose a free one');
  process.exit(0);
}

function refuse(reason: string): never {
  console.error(reason);
  process.exit(2);
}
if (!/^\d+$/.test(portText) || port > 65535) {
  refuse(`bad port "${portText}": a number from 0 to 65535`);
}
if (host.trim() === '') {
  refuse(`bad host "${host}": a name or an address`);
}
if (extra !== undefined) {
  refuse(`bad argument "${extra}": only a port and a host`);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const clients = new Set<Socket>();

// #region greet
const server = createServer((socket) => {
  const { remoteAddress, remotePort } = socket;
  if (remoteAddress === undefined) {
    // It had left again before it was accepted.
    socket.destroy();
    return;
  }
  const name = `${remoteAddress}:${remotePort}`;
  console.log(`connect from: ${name}`);
  clients.add(socket);

  const deadline = setTimeout(() => {
    socket.destroy(new Error('still here after 5 seconds'));
  }, 5000);
  socket.on('error', (error) => {
    console.log(`lost ${name}: ${error.message}`);
  });
  socket.on('close', () => {
    clearTimeout(deadline);
    clients.delete(socket);
  });

  socket.resume();
  socket.end(`welcome, ${name}\n`);
});
// #endregion greet

// #region listen
server.on('error', (error) => {
  console.error(`server: ${error.message}`);
  if (!server.listening) process.exitCode = 1;
});

server.listen({ port, host }, () => {
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on ${address.address}:${address.port}`);
});
// #endregion listen

// #region stop
function stop() {
  server.close();
  setTimeout(() => {
    for (const socket of clients) socket.destroy();
  }, 1000).unref();
}
// #endregion stop
