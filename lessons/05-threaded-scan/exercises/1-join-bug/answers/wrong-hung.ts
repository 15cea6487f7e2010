// Leaves a timer running when all is done.

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
  setInterval(() => {}, 60_000);
  const answers = await Promise.all(started);
  const sum = answers.reduce((a, b) => a + b, 0);
  console.log(`${count} visits, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
