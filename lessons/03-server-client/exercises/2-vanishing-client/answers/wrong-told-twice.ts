// Tells the number once more when a client that has gone is closed.

import { createServer, type Socket } from 'node:net';

const clients = new Set<Socket>();

function tell() {
  for (const client of clients) client.write(`${clients.size} here\n`);
}

const server = createServer((socket) => {
  clients.add(socket);
  tell();
  socket.resume();
  const leave = () => {
    clients.delete(socket);
    tell();
  };
  socket.on('end', leave);
  socket.on('error', leave);
  socket.on('close', leave);
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
