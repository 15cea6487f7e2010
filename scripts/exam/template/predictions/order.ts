import { type AddressInfo, connect, createServer } from 'node:net';

const first = 'one'; // variant: first
const second = 'two'; // variant: second
const third = 'three'; // variant: third
const fourth = 'four'; // variant: fourth

const server = createServer((socket) => {
  socket.end();
  server.close();
});
console.log(first);
server.listen(0, '127.0.0.1', () => {
  console.log(second);
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1', () => console.log(third));
  client.resume();
});
console.log(fourth);
