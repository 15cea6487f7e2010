// node:readline takes U+2028 and U+2029 for line ends, too.

import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.setTimeout(30_000, () => socket.destroy());
  const lines = createInterface({ input: socket });
  let count = 0;
  lines.on('line', (line) => socket.write(`${++count} ${line}\n`));
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
