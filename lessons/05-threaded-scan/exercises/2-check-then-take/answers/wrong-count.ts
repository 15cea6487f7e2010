// Counts the workers instead of the visits.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const args = process.argv.slice(2).map(Number);
const [port = 0, workers = 0, ...queue] = args;

/** One visit: tells the server a number, and hears its thanks. */
async function visit(number: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(3000, () => {
    socket.destroy(new Error('no answer for 3 seconds'));
  });
  socket.write(`${number}\n`);
  await text(socket);
}

let visits = 0;

async function worker(): Promise<void> {
  for (;;) {
    const number = queue.shift();
    if (number === undefined) break;
    await pause(10); // so that the server is not overrun
    await visit(number);
    visits += 1;
  }
}

try {
  await Promise.all(Array.from({ length: workers }, worker));
  console.log(`${Math.min(workers, visits)} visits`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
