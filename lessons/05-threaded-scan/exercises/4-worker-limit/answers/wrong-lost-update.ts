// Reads the sum before the wait, and writes it after.

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
  let next = 1;
  let sum = 0;

  async function worker() {
    while (next <= count) {
      const number = next;
      next += 1;
      sum += await visit(number);
    }
  }

  await Promise.all(Array.from({ length: workers }, worker));
  console.log(`${count} visits, ${workers} at once, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
