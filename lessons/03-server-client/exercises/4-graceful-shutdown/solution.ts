// A server that asks each client for its name and welcomes it. After
// Ctrl-C it finishes what it has begun.
//
//   npx tsx practice/03-server-client/graceful-shutdown.ts 0 1000

import { createServer, type Socket } from 'node:net';

const port = Number(process.argv[2] ?? 0);
const grace = Number(process.argv[3] ?? 1000);
const longest = 1000;
const clients = new Set<Socket>();

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const server = createServer((socket) => {
  let text = '';
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('data', (piece) => {
    text += piece;
    const end = text.indexOf('\n');
    if (end !== -1) socket.end(`welcome, ${text.slice(0, end)}\n`);
    else if (text.length > longest) socket.destroy();
  });
  socket.write('your name?\n');
});

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen({ port, host: '127.0.0.1' }, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on ${address.address}:${address.port}`);
});

process.once('SIGINT', () => {
  server.close();
  console.log('stopping');
  setTimeout(() => {
    for (const socket of clients) socket.destroy();
  }, grace).unref();
});
