// A server for two clients: a third one is refused.
//
//   npx tsx practice/01-socket-concepts/door-for-two.ts 0

import { createServer } from 'node:net';

const port = Number(process.argv[2] ?? 0);
let clients = 0;

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const server = createServer((socket) => {
  clients += 1;
  if (clients === 2) server.close();

  // A client that breaks off has gone, and the other one stays.
  socket.on('error', () => socket.destroy());
  socket.setTimeout(60_000, () => socket.destroy());
  socket.write(
    `you are ${socket.remoteAddress}:${socket.remotePort}\n`,
  );
  socket.on('data', (bytes) => {
    socket.write(`${bytes}`.toUpperCase());
  });
});

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});

server.listen({ port, host: '127.0.0.1' }, () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on ${at.address}:${at.port}`);
});
