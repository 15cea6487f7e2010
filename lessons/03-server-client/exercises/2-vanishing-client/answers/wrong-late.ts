// Looks once in half a second whether the number has changed.

import { createServer, type Socket } from 'node:net';

const clients = new Set<Socket>();

let told = 0;

const server = createServer((socket) => {
  clients.add(socket);
  socket.resume();
  socket.on('error', () => {});
  socket.on('close', () => clients.delete(socket));
});
setInterval(() => {
  if (clients.size === told) return;
  told = clients.size;
  for (const client of clients) client.write(`${told} here\n`);
}, 500);

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
