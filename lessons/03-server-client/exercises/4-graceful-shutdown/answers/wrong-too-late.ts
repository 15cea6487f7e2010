// Gives its clients a second more than it is told.

import { createServer, type Socket } from 'node:net';

const grace = Number(process.argv[3]);
const clients = new Set<Socket>();

const server = createServer((socket) => {
  let text = '';
  clients.add(socket);
  socket.on('close', () => clients.delete(socket));
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    text += piece;
    const end = text.indexOf('\n');
    if (end !== -1) socket.end(`welcome, ${text.slice(0, end)}\n`);
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
  }, grace + 1000).unref();
});
