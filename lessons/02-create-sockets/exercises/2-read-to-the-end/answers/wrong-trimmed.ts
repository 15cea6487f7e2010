// Takes the blanks at the edges of the text away.

import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

const socket = connect(Number(process.argv[2]), '127.0.0.1');
socket.once('data', (chunk) => {
  console.log('reading');
  socket.pause();
  socket.unshift(chunk);
});
socket.once('pause', async () => {
  const answer = await buffer(socket);
  console.log(`${answer.length} bytes`);
  console.log(String(answer).trim());
});
