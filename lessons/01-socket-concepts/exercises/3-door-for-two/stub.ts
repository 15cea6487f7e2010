// A server for two clients: a third one is refused.
//
//   npx tsx practice/01-socket-concepts/door-for-two.ts 0

import { createServer } from 'node:net';

const port = Number(process.argv[2] ?? 0);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const server = createServer((socket) => {
  // Greets and leaves. It should talk, and count who comes.
  socket.end('hello\n');
});

server.listen({ port, host: '127.0.0.1' }, () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on ${at.address}:${at.port}`);
});
