// Waiting and computing, on one thread and on two. Shows which of
// the two threads shorten, and whether the event loop still runs.
//
//   npx tsx lessons/05-threaded-scan/compute.ts

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

/** Keeps a processor busy for a while. */
function countPrimes(below: number): number {
  let count = 0;
  for (let n = 2; n < below; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) count++;
  }
  return count;
}
const below = 2_000_000;

async function measure(name: string, work: () => Promise<unknown>) {
  let ticks = 0;
  const clock = setInterval(() => {
    ticks += 1;
  }, 10);
  const start = performance.now();
  await work();
  const ms = (performance.now() - start).toFixed(0);
  clearInterval(clock);
  console.log(`${name}: ${ms} ms, the loop ran: ${ticks > 0}`);
}

// #region forms
async function waitAHundredTimes() {
  await Promise.all(Array.from({ length: 100 }, () => pause(200)));
}

async function computeHere() {
  countPrimes(below);
  countPrimes(below);
}

async function computeInThreads() {
  const answers = [1, 2].map(async () => {
    const thread = new Worker(new URL(import.meta.url));
    await once(thread, 'message');
  });
  await Promise.all(answers);
}
// #endregion forms

async function main() {
  const [argument] = process.argv.slice(2);
  if (argument === '--help') {
    console.log('usage: compute.ts');
  } else if (argument !== undefined) {
    console.error(`bad argument "${argument}": compute.ts takes none`);
    process.exitCode = 2;
  } else {
    await measure('100 waits, one thread', waitAHundredTimes);
    await measure('2 computations, one thread', computeHere);
    await measure('2 computations, two threads', computeInThreads);
  }
}

if (isMainThread) await main();
else parentPort?.postMessage(countPrimes(below));
