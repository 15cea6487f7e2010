// Reads the sum before the await, and writes it after.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [port = 0, count = 0] = process.argv.slice(2).map(Number);

async function visit(): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(3000, () => {
    socket.destroy(new Error('no answer for 3 seconds'));
  });
  return Number(await text(socket));
}

async function main() {
  let sum = 0;
  const add = async () => {
    sum += await visit();
  };
  await Promise.all(Array.from({ length: count }, add));
  console.log(`${count} visits, sum ${sum}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
