// Takes as many as it may, and waits for all of them.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const args = process.argv.slice(2).map(Number);
const [port = 0, workers = 0, count = 0] = args;

async function visit(number: number): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(15_000, () => {
    socket.destroy(new Error('no answer for 15 seconds'));
  });
  socket.write(`${number}\n`);
  return Number(await text(socket));
}

async function main() {
  let sum = 0;
  for (let from = 1; from <= count; from += workers) {
    const batch: Promise<number>[] = [];
    for (let number = from; number < from + workers; number++) {
      if (number <= count) batch.push(visit(number));
    }
    for (const answer of await Promise.all(batch)) sum += answer;
  }
  console.log(`${count} visits, ${workers} at once, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
