// Twelve visits to a server that thinks for 50 ms before it answers:
// one at a time, with the await in the wrong place, and all at once.
//
//   npx tsx lessons/05-threaded-scan/join-bug.ts

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { text } from 'node:stream/consumers';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: join-bug.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": join-bug.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const thinking = 50;
const visits = 12;

const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message));
  setTimeout(() => socket.end('done\n'), thinking);
});
await once(server.listen(0, '127.0.0.1'), 'listening');
const { port } = server.address() as AddressInfo;

let waiting = 0;
let mostWaiting = 0;

async function visit() {
  waiting += 1;
  mostWaiting = Math.max(mostWaiting, waiting);
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(5000, () => {
    socket.destroy(new Error('no answer for 5 seconds'));
  });
  await text(socket);
  waiting -= 1;
}

async function oneAtATime() {
  for (let i = 0; i < visits; i++) {
    await visit();
  }
}

// #region broken
async function awaitInTheLoop() {
  const started: Promise<void>[] = [];
  for (let i = 0; i < visits; i++) {
    const going = visit();
    started.push(going);
    await going;
  }
  await Promise.all(started);
}
// #endregion broken

// #region right
async function awaitAfterTheLoop() {
  const started: Promise<void>[] = [];
  for (let i = 0; i < visits; i++) {
    started.push(visit());
  }
  await Promise.all(started);
}
// #endregion right

async function fourWorkers() {
  let left = visits;
  async function worker() {
    while (left > 0) {
      left -= 1;
      await visit();
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()]);
}

async function measure(name: string, form: () => Promise<void>) {
  mostWaiting = 0;
  const start = performance.now();
  await form();
  const ms = performance.now() - start;
  console.log(`${name}: ${ms.toFixed(0)} ms, waiting: ${mostWaiting}`);
  return ms;
}

async function main() {
  const slow = await measure('one at a time', oneAtATime);
  const broken = await measure('await in the loop', awaitInTheLoop);
  const right = await measure('await after it', awaitAfterTheLoop);
  await measure('four workers', fourWorkers);

  // A timer may be early by a part of a millisecond.
  const all = 0.95 * visits * thinking;
  const asLong = slow > all && broken > all;
  const half = right < all / 2;
  console.log(`await in the loop took as long: ${asLong}`);
  console.log(`await after it took less than half: ${half}`);
}

try {
  await main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
server.close();
