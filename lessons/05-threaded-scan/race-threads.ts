// One port in the queue, and two real threads that take it. They
// share memory: one can run between the check and take of the other.
//
//   npx tsx lessons/05-threaded-scan/race-threads.ts

import { once } from 'node:events';
import {
  isMainThread,
  parentPort,
  Worker,
  workerData,
} from 'node:worker_threads';

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

/** `left` and `checked` are shared memory, one number each. */
interface Shared {
  left: Int32Array;
  checked: Int32Array;
  inOneStep: boolean;
}

// #region broken
function checkThenTake({ left, checked }: Shared): boolean {
  if (Atomics.load(left, 0) === 0) return false;
  waitForBoth(checked);
  Atomics.sub(left, 0, 1);
  return true;
}

// Makes the unlucky case certain: waits until both have checked.
function waitForBoth(checked: Int32Array) {
  if (Atomics.add(checked, 0, 1) === 0) {
    Atomics.wait(checked, 0, 1, 5000);
  } else {
    Atomics.notify(checked, 0);
  }
}
// #endregion broken

// #region right
function takeInOneStep({ left }: Shared): boolean {
  // If it is 1, sets it to 0. The result is the old value.
  return Atomics.compareExchange(left, 0, 1, 0) === 1;
}
// #endregion right

async function twoThreads(title: string, inOneStep: boolean) {
  const left = new Int32Array(new SharedArrayBuffer(4));
  const checked = new Int32Array(new SharedArrayBuffer(4));
  left[0] = 1;
  const options = { workerData: { left, checked, inOneStep } };
  const answers = [1, 2].map(() =>
    once(new Worker(new URL(import.meta.url), options), 'message'),
  );
  const took = (await Promise.all(answers)).flat().filter(Boolean);
  console.log(`${title}: taken ${took.length}, left ${left[0]}`);
}

async function main() {
  const [argument] = process.argv.slice(2);
  if (argument === '--help') {
    console.log('usage: race-threads.ts');
  } else if (argument !== undefined) {
    console.error(
      `bad argument "${argument}": race-threads.ts takes none`,
    );
    process.exitCode = 2;
  } else {
    console.log('1 port, 2 threads');
    await twoThreads('check, then take', false);
    await twoThreads('both in one step', true);
  }
}

if (isMainThread) {
  await main();
} else {
  const shared: Shared = workerData;
  const take = shared.inOneStep ? takeInOneStep : checkThenTake;
  parentPort?.postMessage(take(shared));
}
