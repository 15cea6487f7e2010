// Sends "ping" to a UDP port, and prints what that port answers.
//
//   npx tsx practice/02-create-sockets/udp-ping.ts 4404

import { createSocket } from 'node:dgram';

const port = Number(process.argv[2] ?? 4404);
const host = '127.0.0.1';

const socket = createSocket('udp4');
const deadline = setTimeout(() => fail('no answer'), 1000);

function finish() {
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
  if (from.port !== port || from.address !== host) return;
  console.log(message.toString());
  finish();
});
socket.bind(0, host, () => {
  socket.send('ping', port, host, (error) => {
    if (error) fail(error.message);
  });
});
