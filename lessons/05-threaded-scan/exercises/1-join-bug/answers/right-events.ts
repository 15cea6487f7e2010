// No promises: listeners count what has come, and the last one prints.

import { connect } from 'node:net';

const [port = 0, count = 0] = process.argv.slice(2).map(Number);

let sum = 0;
let left = count;

function visit(): void {
  const socket = connect({ port, host: '127.0.0.1' });
  let said = '';
  socket.setEncoding('utf8');
  socket.setTimeout(3000, () => socket.destroy());
  socket.on('data', (piece) => {
    said += piece;
  });
  socket.on('error', (error) => console.error(error.message));
  socket.on('close', () => {
    sum += Number(said);
    left -= 1;
    if (left === 0) console.log(`${count} visits, sum ${sum}`);
  });
}

for (let i = 0; i < count; i++) visit();
