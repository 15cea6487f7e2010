// A set of promises: when it is full, waits for the first that is done.

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
  const going = new Set<Promise<void>>();
  let sum = 0;
  for (let number = 1; number <= count; number++) {
    if (going.size >= workers) await Promise.race(going);
    const one: Promise<void> = visit(number).then((answer) => {
      sum += answer;
      going.delete(one);
    });
    going.add(one);
  }
  await Promise.all(going);
  console.log(`${count} visits, ${workers} at once, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
