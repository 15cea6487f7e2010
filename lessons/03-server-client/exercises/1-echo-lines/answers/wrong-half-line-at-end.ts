// Sends back half a line, too, when its client has finished.

import { createServer } from 'node:net';

const server = createServer((socket) => {
  let rest = '';
  let count = 0;
  socket.setEncoding('utf8');
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    const parts = (rest + piece).split('\n');
    rest = parts.pop() ?? '';
    for (const line of parts) socket.write(`${++count} ${line}\n`);
  });
  socket.on('end', () => {
    if (rest !== '') socket.write(`${++count} ${rest}\n`);
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
