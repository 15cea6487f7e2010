// An echo server for lines that ends a conversation when nothing has
// come from its client for a while.
//
//   npx tsx practice/03-server-client/quiet-client.ts 0 2000

import { createServer } from 'node:net';

const port = Number(process.argv[2] ?? 0);
const quiet = Number(process.argv[3] ?? 2000);
const longest = 1000;

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const server = createServer((socket) => {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});

  // Each byte, in either direction, starts this clock anew.
  socket.setTimeout(quiet, () => {
    socket.write('too quiet\n');
    socket.destroySoon();
  });

  socket.on('data', (piece) => {
    const lines = (rest + piece).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) socket.write(`${line}\n`);
    if (rest.length > longest) socket.destroy();
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
