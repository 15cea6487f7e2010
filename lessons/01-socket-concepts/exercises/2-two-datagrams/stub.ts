// Sends two messages over UDP and prints how many bytes each had.
//
//   npx tsx practice/01-socket-concepts/two-datagrams.ts 8888 hi hey

import { createSocket } from 'node:dgram';

const [port, first = '', second = ''] = process.argv.slice(2);
const host = '127.0.0.1';

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const socket = createSocket('udp4');
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
  socket.close();
});

// One message of both texts. It should be two, and a line for each.
socket.send(first + second, Number(port ?? 8888), host, () => {
  console.log('sent');
  socket.close();
});
