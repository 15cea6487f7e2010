// Starts all visits at once, and has no use for workers.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';

const args = process.argv.slice(2).map(Number);
const [port = 0, , ...queue] = args;

async function visit(number: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(3000, () => {
    socket.destroy(new Error('no answer for 3 seconds'));
  });
  socket.write(`${number}\n`);
  await text(socket);
}

try {
  await pause(10);
  await Promise.all(queue.map(visit));
  console.log(`${queue.length} visits`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
