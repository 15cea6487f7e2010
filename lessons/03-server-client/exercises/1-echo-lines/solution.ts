// An echo server for lines: each line goes back with its number.
//
//   npx tsx practice/03-server-client/echo-lines.ts 0

import { createServer } from 'node:net';

const port = Number(process.argv[2] ?? 0);
const longest = 1000;

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const server = createServer((socket) => {
  let rest = '';
  let count = 0;
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('data', (piece) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) {
      count += 1;
      socket.write(`${count} ${line}\n`);
    }
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
