import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

const numbers = [3, 4, 5]; // variant: numbers
//[ place
//| outside
// let sum = 0;
//]

const server = createServer((socket) => {
  //[ place
  let sum = 0;
  //| outside
  //]
  socket.on('data', (piece) => {
    sum += Number(piece);
    socket.end(String(sum));
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
for (const number of numbers) {
  const client = connect(port, '127.0.0.1');
  client.write(String(number));
  const [answer] = await once(client, 'data');
  console.log(String(answer));
}
server.close();
