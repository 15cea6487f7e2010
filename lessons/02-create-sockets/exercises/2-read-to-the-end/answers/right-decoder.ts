// Lets Node decode the stream, and asks a string for its size in bytes.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const signal = AbortSignal.timeout(20_000);

try {
  const socket = connect({ port, host: '127.0.0.1', signal });
  socket.setEncoding('utf8');
  let answer = '';
  socket.once('data', () => console.log('reading'));
  socket.on('data', (text) => {
    answer += text;
  });
  await new Promise((resolve, reject) => {
    socket.on('end', resolve);
    socket.on('error', reject);
  });
  process.stdout.write(`${Buffer.byteLength(answer)} bytes\n${answer}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
