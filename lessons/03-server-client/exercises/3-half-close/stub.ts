// A server that compares two clients when both have finished.
//
//   npx tsx practice/03-server-client/half-close.ts 0

import { createServer } from 'node:net';

const port = Number(process.argv[2] ?? 0);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const server = createServer((socket) => {
  let size = 0;
  socket.on('error', () => {});
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('data', (piece) => {
    size += piece.length;
  });
  socket.on('end', () => {
    // Answers at once. It should wait until another has finished, too.
    socket.end(`yours ${size}, other 0\n`);
  });
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
