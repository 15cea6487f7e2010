// Listens to what a server says first, and takes leave of it.
//
//   npx tsx practice/04-sequential-scan/banner.ts 4402

import { connect } from 'node:net';

const port = Number(process.argv[2]);

let said = 'no banner';
const socket = connect({ host: '127.0.0.1', port });
socket.setEncoding('utf8');
socket.on('data', (piece) => {
  // Takes a piece for a line, and leaves without a word.
  said = String(piece).trimEnd();
  socket.end();
});
socket.on('error', () => {});
socket.setTimeout(1000, () => socket.destroy());
socket.on('close', () => console.log(said));
