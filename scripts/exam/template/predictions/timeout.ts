import { type AddressInfo, connect, createServer } from 'node:net';

const word = 'hello'; // variant: word
const quiet = 100; // variant: quiet

const server = createServer((socket) => {
  socket.on('data', (piece) => console.log(`got ${piece}`));
  server.close();
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  client.setTimeout(quiet, () => {
    console.log(`quiet, closed: ${client.destroyed}`);
    client.end(word);
  });
  client.on('close', () => console.log('gone'));
  client.resume();
});
