// Twelve visits to a server that takes 50 ms to answer: one at a
// time, with the await in the wrong place, all at once, and by four
// workers. The server, a visit and its measure are in visits.ts.
//
//   npx tsx lessons/05-threaded-scan/join-bug.ts

import { delay, measure, startServer, visit } from './visits.ts';

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

const visits = 12;

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

const server = await startServer();
try {
  const slow = await measure('one at a time', oneAtATime);
  const broken = await measure('await in the loop', awaitInTheLoop);
  const right = await measure('await after it', awaitAfterTheLoop);
  await measure('four workers', fourWorkers);

  // A timer may be early by a part of a millisecond.
  const all = 0.95 * visits * delay;
  const asLong = slow > all && broken > all;
  const half = right < all / 2;
  console.log(`await in the loop took as long: ${asLong}`);
  console.log(`await after it took less than half: ${half}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
server.close();
