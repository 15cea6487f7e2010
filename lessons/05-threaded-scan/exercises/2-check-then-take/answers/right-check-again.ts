// Checks before the pause, and once more after it.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

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

async function worker(): Promise<void> {
  while (queue.length > 0) {
    await pause(10);
    if (queue.length === 0) return;
    await visit(queue.pop() ?? 0);
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
