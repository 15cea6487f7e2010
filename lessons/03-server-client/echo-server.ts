// An echo server: it sends back each whole line, serves many clients at
// once, and has a last word after a client has finished speaking.
//
//   npx tsx lessons/03-server-client/echo-server.ts [port] [host]

import { type AddressInfo, createServer, type Socket } from 'node:net';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log('usage: echo-server.ts [port=8889] [host=127.0.0.1]');
  process.exit(0);
}
const [portText = '8889', host = '127.0.0.1', extra] = args;
const port = Number(portText);

function refuse(reason: string): never {
  console.error(`bad ${reason}`);
  process.exit(2);
}
if (!/^\d+$/.test(portText) || port > 65535) {
  refuse(`port "${portText}": a number from 0 to 65535`);
}
if (host.trim() === '') refuse(`host "${host}": a name or an address`);
if (extra !== undefined) {
  refuse(`argument "${extra}": only a port and a host`);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const clients = new Set<Socket>();

const server = createServer({ allowHalfOpen: true }, (socket) => {
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
  socket.on('error', (error) => console.log(`lost: ${error.message}`));
  socket.setTimeout(30_000, () => socket.destroy());
  socket.setEncoding('utf8');

  // #region frame
  let count = 0;
  let rest = '';
  socket.on('data', (piece: string) => {
    const lines = (rest + piece).split('\n');
    if (lines.some((line) => line.length > 1000)) {
      socket.destroy(new Error('a line over 1000 characters'));
      return;
    }
    rest = lines.pop() ?? '';
    count += lines.length;
    for (const line of lines) socket.write(`${line}\n`);
  });
  // #endregion frame

  // #region pressure
  socket.on('data', () => {
    if (socket.writableNeedDrain) socket.pause();
  });
  socket.on('drain', () => socket.resume());
  // #endregion pressure

  // #region farewell
  socket.on('end', () => {
    console.log(`a client has finished, after ${count} lines`);
    setTimeout(() => socket.end(`goodbye after ${count} lines\n`), 100);
  });
  // #endregion farewell
});

server.on('error', (error) => {
  console.error(`server: ${error.message}`);
  if (!server.listening) process.exitCode = 1;
});
server.listen({ port, host }, () => {
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  const at = server.address() as AddressInfo;
  console.log(`listening on ${at.address}:${at.port}`);
});

function stop() {
  server.close();
  setTimeout(() => {
    for (const socket of clients) socket.destroy();
  }, 1000).unref();
}
