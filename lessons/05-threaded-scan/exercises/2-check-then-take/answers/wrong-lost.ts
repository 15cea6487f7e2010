// Deals the numbers out, and rounds the shares down.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const args = process.argv.slice(2).map(Number);
const [port = 0, workers = 0, ...queue] = args;

async function visit(number: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(3000, () => {
    socket.destroy(new Error('no answer for 3 seconds'));
  });
  socket.write(`${number}\n`);
  await text(socket);
}

let visits = 0;

const share = Math.floor(queue.length / workers);

async function worker(_: unknown, which: number): Promise<void> {
  const mine = queue.slice(which * share, (which + 1) * share);
  for (const number of mine) {
    await visit(number);
    visits += 1;
  }
}

try {
  await Promise.all(Array.from({ length: workers }, worker));
  console.log(`${visits} visits`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
