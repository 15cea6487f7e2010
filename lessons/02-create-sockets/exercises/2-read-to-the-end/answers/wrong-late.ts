// Waits for a silence of three seconds, not for the end.

import { connect } from 'node:net';

const socket = connect(Number(process.argv[2]), '127.0.0.1');
const chunks: Buffer[] = [];
const silence = setTimeout(() => {
  const answer = Buffer.concat(chunks);
  console.log(`${answer.length} bytes`);
  process.stdout.write(answer);
}, 3000);
socket.on('data', (chunk: Buffer) => {
  silence.refresh();
  if (chunks.length === 0) console.log('reading');
  chunks.push(chunk);
});
