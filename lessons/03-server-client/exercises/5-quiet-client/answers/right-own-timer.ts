// A timer of its own for each client, set back by each piece.

import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const quiet = Number(process.argv[3]);

const server = createServer((socket) => {
  const timer = setTimeout(() => {
    socket.end('too quiet\n', () => socket.destroy());
  }, quiet);
  socket.on('error', () => {});
  socket.on('close', () => clearTimeout(timer));
  socket.on('data', () => timer.refresh());
  const lines = createInterface({ input: socket });
  lines.on('error', () => {});
  lines.on('line', (line) => {
    if (socket.writable) socket.write(`${line}\n`);
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
