// Starts all visits, then waits for one after the other.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [port = 0, count = 0] = process.argv.slice(2).map(Number);

/** One visit: the server answers with a number, and hangs up. */
async function visit(): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(3000, () => {
    socket.destroy(new Error('no answer for 3 seconds'));
  });
  return Number(await text(socket));
}

async function main() {
  const started: Promise<number>[] = [];
  for (let i = 0; i < count; i++) {
    started.push(visit());
  }
  let sum = 0;
  for (const going of started) {
    const answer = await going;
    sum += answer;
  }
  console.log(`${count} visits, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
