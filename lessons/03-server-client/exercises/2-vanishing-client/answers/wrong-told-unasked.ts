// Tells the number again and again, whether it has changed or not.

import { createServer, type Socket } from 'node:net';

const clients = new Set<Socket>();

function tell() {
  for (const client of clients) client.write(`${clients.size} here\n`);
}

const server = createServer((socket) => {
  clients.add(socket);
  tell();
  socket.resume();
  socket.on('error', () => {});
  socket.on('close', () => {
    clients.delete(socket);
    tell();
  });
});
setInterval(tell, 1000);

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
