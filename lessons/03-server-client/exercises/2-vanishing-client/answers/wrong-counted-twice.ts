// Counts a vanished client down twice.

import { createServer, type Socket } from 'node:net';

const clients = new Set<Socket>();
let count = 0;

function tell() {
  for (const client of clients) client.write(`${count} here\n`);
}

const server = createServer((socket) => {
  clients.add(socket);
  count += 1;
  tell();
  socket.resume();
  const leave = () => {
    clients.delete(socket);
    count -= 1;
    tell();
  };
  socket.on('error', leave);
  socket.on('close', leave);
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
