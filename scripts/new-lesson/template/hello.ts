// A server and a client in one program: they meet and say hello.
//
//   npx tsx lessons/{id}/hello.ts

import { connect, createServer } from 'node:net';

if (process.argv.includes('--help')) {
  console.log('usage: hello.ts');
  process.exit(0);
}

// Stop when the reader of the output has closed it, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region meet
const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message));
  socket.end('hello\n');
});

server.listen({ port: 0, host: '127.0.0.1' }, () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  const client = connect(address.port, '127.0.0.1');
  client.setTimeout(5000, () => client.destroy());
  client.on('error', (error) => console.error(error.message));
  client.on('data', (data) => {
    console.log(`port ${address.port} says: ${data.toString().trim()}`);
  });
  client.on('close', () => {
    console.log('the conversation is over');
    server.close();
  });
});
// #endregion meet
