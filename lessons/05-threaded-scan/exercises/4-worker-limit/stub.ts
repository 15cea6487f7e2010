// Visits a server many times, with only so many visits at once.
//
//   npx tsx practice/05-threaded-scan/worker-limit.ts 4404 3 9

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const args = process.argv.slice(2).map(Number);
const [port = 0, workers = 0, count = 0] = args;

/** One visit: tells the server a number, and hears another. */
async function visit(number: number): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(15_000, () => {
    socket.destroy(new Error('no answer for 15 seconds'));
  });
  socket.write(`${number}\n`);
  return Number(await text(socket));
}

async function main() {
  // Starts all visits at once. There should be a limit.
  const started: Promise<number>[] = [];
  for (let number = 1; number <= count; number++) {
    started.push(visit(number));
  }
  let sum = 0;
  for (const answer of await Promise.all(started)) sum += answer;
  console.log(`${count} visits, ${workers} at once, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
