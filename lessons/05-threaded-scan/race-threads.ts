// One port in the queue, two real threads that want it. They share
// memory: between the check and the take of one, the other may act.
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

/** Memory of both threads: one number each. */
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

// Bad luck, made certain: nobody goes on before both have checked.
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
  // "If there is 1, make it 0, and tell me what there was."
  return Atomics.compareExchange(left, 0, 1, 0) === 1;
}
// #endregion right

async function twoThreads(title: string, inOneStep: boolean) {
  const left = new Int32Array(new SharedArrayBuffer(4));
  const checked = new Int32Array(new SharedArrayBuffer(4));
  left[0] = 1;
  const answers = [1, 2].map(async () => {
    const thread = new Worker(new URL(import.meta.url), {
      workerData: { left, checked, inOneStep },
    });
    const [took] = await once(thread, 'message');
    return took;
  });
  const took = (await Promise.all(answers)).filter(Boolean).length;
  console.log(`${title}: taken ${took}, left ${left[0]}`);
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
  parentPort?.postMessage(
    shared.inOneStep ? takeInOneStep(shared) : checkThenTake(shared),
  );
}
