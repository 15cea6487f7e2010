// Takes the first piece for the name, whether its line is whole or not.

import { createServer, type Socket } from 'node:net';

const grace = Number(process.argv[3]);
const clients = new Set<Socket>();

const server = createServer((socket) => {
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    socket.end(`welcome, ${piece.toString().trimEnd()}\n`);
  });
  socket.write('your name?\n');
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});

process.once('SIGINT', () => {
  server.close();
  console.log('stopping');
  setTimeout(() => {
    for (const socket of clients) socket.destroy();
  }, grace).unref();
});
