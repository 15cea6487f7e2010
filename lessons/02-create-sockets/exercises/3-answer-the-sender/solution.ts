// A UDP socket that tells each sender the number of its datagram and
// the size, until somebody sends "stop".
//
//   npx tsx practice/02-create-sockets/answer-the-sender.ts 0

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2] ?? 0);
const host = '127.0.0.1';
let count = 0;

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const socket = createSocket('udp4');
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});

socket.on('message', (message, from) => {
  count += 1;
  const answer = `${count}: ${message.length} bytes`;
  const last = message.toString() === 'stop';
  socket.send(answer, from.port, from.address, (error) => {
    if (error) console.error(error.message);
    if (last) socket.close();
  });
});

socket.bind(port, host, () => {
  const address = socket.address();
  console.log(`listening on ${address.address}:${address.port}`);
});
