// Counts characters and calls them bytes.

import { createSocket } from 'node:dgram';

const [port, first = '', second = ''] = process.argv.slice(2);
const socket = createSocket('udp4');
socket.send(first, Number(port), '127.0.0.1', () => {
  console.log(`${first.length} bytes`);
  socket.send(second, Number(port), '127.0.0.1', () => {
    console.log(`${second.length} bytes`);
    socket.close();
  });
});
