// Says on standard error what it does, and asks a signal for the time.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
const socket = createSocket({
  type: 'udp4',
  signal: AbortSignal.timeout(1000),
});
let answered = false;

socket.on('message', (message, { port: from }) => {
  console.error(`${message.length} bytes from port ${from}`);
  if (from !== port) return;
  answered = true;
  process.stdout.write(`${message}\n`);
  socket.close();
});
socket.on('error', (error) => {
  console.error(error.message);
  socket.close();
});
socket.on('close', () => {
  if (answered) return;
  console.error('no answer');
  process.exitCode = 1;
});
socket.send('ping', port, '127.0.0.1');
