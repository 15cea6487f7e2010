// A first server: it greets everyone who connects, until Ctrl-C.
//
//   npx tsx lessons/01-socket-concepts/server.ts

// #region server
import { createServer } from 'node:net';

const server = createServer((socket) => {
  console.log('someone has connected');
  socket.on('error', (error) => {
    console.error(error.message);
  });
  socket.end('welcome\n');
});

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});

server.listen(8888, '127.0.0.1', () => {
  console.log('listening on 127.0.0.1:8888');
});
// #endregion server

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));
