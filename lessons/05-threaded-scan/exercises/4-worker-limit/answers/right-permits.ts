// As many permits as there may be visits; who has none, queues.

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

let permits = workers;
const queue: (() => void)[] = [];

async function withPermit(number: number): Promise<number> {
  if (permits > 0) permits -= 1;
  else await new Promise<void>((resolve) => queue.push(resolve));
  try {
    return await visit(number);
  } finally {
    const next = queue.shift();
    if (next === undefined) permits += 1;
    else next();
  }
}

async function main() {
  const numbers = Array.from({ length: count }, (_, at) => at + 1);
  const answers = await Promise.all(numbers.map(withPermit));
  const sum = answers.reduce((a, b) => a + b, 0);
  console.log(`${count} visits, ${workers} at once, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
