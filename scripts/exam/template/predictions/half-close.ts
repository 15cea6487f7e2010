import { type AddressInfo, connect, createServer } from 'node:net';

const text = 'hello'; // variant: text
const allowHalfOpen = true; // variant: halfOpen

const server = createServer({ allowHalfOpen }, (socket) => {
  let length = 0;
  socket.on('error', () => {});
  socket.on('data', (piece) => {
    length += piece.length;
  });
  socket.on('end', () => {
    setTimeout(() => socket.end(String(length)), 50);
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  const client = connect(port, '127.0.0.1');
  let answer = '';
  client.on('data', (piece) => {
    answer += piece;
  });
  client.on('close', () => {
    console.log(`answer: ${answer || 'none'}`);
    server.close();
  });
  client.end(text);
});
