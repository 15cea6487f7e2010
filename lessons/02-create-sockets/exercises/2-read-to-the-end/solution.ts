// A client that reads a whole answer, then prints its size and itself.
//
//   npx tsx practice/02-create-sockets/read-to-the-end.ts 4401

import { connect } from 'node:net';

const port = Number(process.argv[2] ?? 4401);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const socket = connect({ port, host: '127.0.0.1' });
const chunks: Buffer[] = [];
socket.on('data', (chunk: Buffer) => {
  if (chunks.length === 0) console.log('reading');
  chunks.push(chunk);
});
socket.on('end', () => {
  const answer = Buffer.concat(chunks);
  console.log(`${answer.length} bytes`);
  process.stdout.write(answer.toString());
});
socket.setTimeout(5000, () => {
  socket.destroy(new Error('nothing came for 5 seconds'));
});
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
