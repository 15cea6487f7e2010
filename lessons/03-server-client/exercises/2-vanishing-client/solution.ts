// A server that tells its clients how many of them are here.
//
//   npx tsx practice/03-server-client/vanishing-client.ts 0

import { createServer, type Socket } from 'node:net';

const port = Number(process.argv[2] ?? 0);
const clients = new Set<Socket>();

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

function tell() {
  for (const client of clients) client.write(`${clients.size} here\n`);
}

const server = createServer((socket) => {
  clients.add(socket);
  tell();
  socket.resume();
  socket.setTimeout(60_000, () => socket.destroy());
  socket.on('error', () => {}); // it is gone: `close` comes next
  socket.on('close', () => {
    clients.delete(socket);
    tell();
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
