import { type AddressInfo, connect, createServer } from 'node:net';

const word = '端口'; // variant: word
const times = 3; // variant: times

const server = createServer((socket) => {
  let length = 0;
  socket.on('data', (piece) => {
    length += piece.length;
  });
  socket.on('end', () => {
    console.log(`received ${length}`);
    server.close();
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  for (let time = 0; time < times; time++) client.write(word);
  client.end();
});
