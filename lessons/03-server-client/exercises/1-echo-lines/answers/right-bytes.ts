// Looks at bytes: cuts the stream at each newline byte.

import { createServer } from 'node:net';

const server = createServer(async (socket) => {
  let rest = Buffer.alloc(0);
  let count = 0;
  try {
    for await (const piece of socket) {
      rest = Buffer.concat([rest, piece]);
      let end = rest.indexOf('\n');
      while (end !== -1) {
        socket.write(`${++count} `);
        socket.write(rest.subarray(0, end + 1));
        rest = rest.subarray(end + 1);
        end = rest.indexOf('\n');
      }
    }
  } catch {
    socket.destroy();
  }
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
