// Two UDP sockets in one program: the server is bound to a port and
// answers, the client sends one datagram and waits for the answer.
//
//   npx tsx lessons/02-create-sockets/udp-answer.ts

import { createSocket } from 'node:dgram';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: udp-answer.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": udp-answer.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';

// #region life
const server = createSocket('udp4');
const client = createSocket('udp4');

server.on('message', (bytes, from) => {
  console.log(`server received "${bytes}" from port ${from.port}`);
  server.send('welcome', from.port, from.address);
});
client.on('message', (bytes, from) => {
  console.log(`client received "${bytes}" from port ${from.port}`);
  closeBoth();
});

server.bind(0, host, () => {
  const { port } = server.address();
  console.log(`server is bound to port ${port}`);
  client.send('hello', port, host);
});

const deadline = setTimeout(() => {
  fail(new Error('no answer in 1 second'));
}, 1000);

function closeBoth() {
  clearTimeout(deadline);
  server.close();
  client.close();
}
// #endregion life

server.on('error', fail);
client.on('error', fail);

function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
  closeBoth();
}
