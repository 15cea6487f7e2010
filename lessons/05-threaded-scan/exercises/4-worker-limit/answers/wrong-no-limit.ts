// Counts what is in flight, and looks at the count too late.

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
  let inFlight = 0;
  let sum = 0;
  const all: Promise<void>[] = [];
  for (let number = 1; number <= count; number++) {
    if (inFlight >= workers) await Promise.resolve();
    inFlight += 1;
    all.push(
      visit(number).then((answer) => {
        sum += answer;
        inFlight -= 1;
      }),
    );
  }
  await Promise.all(all);
  console.log(`${count} visits, ${workers} at once, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
