// Sends back one line of each piece.

import { createServer } from 'node:net';

const quiet = Number(process.argv[3]);

const server = createServer((socket) => {
  let rest = '';
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.setTimeout(quiet, () => {
    socket.end('too quiet\n');
  });
  socket.on('data', (piece) => {
    const [line = '', ...others] = (rest + piece).split('\n');
    rest = others.length === 0 ? line : '';
    if (others.length > 0) socket.write(`${line}\n`);
  });
});

server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
