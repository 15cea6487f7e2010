// Looks for pairs twice a second.

import { createServer, type Socket } from 'node:net';

let waiting: { socket: Socket; size: number }[] = [];

const server = createServer({ allowHalfOpen: true }, (socket) => {
  let size = 0;
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    size += piece.length;
  });
  socket.on('end', () => waiting.push({ socket, size }));
});
setInterval(() => {
  const [one, two, ...others] = waiting;
  if (one === undefined || two === undefined) return;
  waiting = others;
  one.socket.end(`yours ${one.size}, other ${two.size}\n`);
  two.socket.end(`yours ${two.size}, other ${one.size}\n`);
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
