// Some workers visit a server, once for each number in a queue.
//
//   npx tsx practice/05-threaded-scan/check-then-take.ts 4404 2 7 8 9

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
  while (queue.length > 0) {
    await pause(10); // so that the server is not overrun
    // Who has been here while this worker paused?
    const number = queue.shift() ?? 0;
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
