// Deals the numbers out beforehand: no queue is shared.

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

async function worker(_: unknown, which: number): Promise<void> {
  for (let at = which; at < queue.length; at += workers) {
    await visit(queue[at] ?? 0);
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
