// Pings again and again until the answer is there.

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2]);
const host = '127.0.0.1';
const socket = createSocket('udp4');
const ping = () => socket.send('ping', port, host);
const again = setInterval(ping, 200);
const deadline = setTimeout(() => fail('no answer'), 1000);

function finish() {
  clearInterval(again);
  clearTimeout(deadline);
  socket.close();
}

function fail(reason: string) {
  console.error(reason);
  process.exitCode = 1;
  finish();
}

socket.on('error', (error) => fail(error.message));
socket.on('message', (message, from) => {
  if (from.port !== port) return;
  console.log(String(message));
  finish();
});
ping();
