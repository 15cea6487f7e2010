// Two workers and a queue that does not report that it is empty: it
// waits until something comes. The await between the check and the
// take then leaves a worker waiting for ever.
//
//   npx tsx lessons/05-threaded-scan/empty-queue.ts

import {
  setImmediate as letOthersRun,
  setTimeout as pause,
} from 'node:timers/promises';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: empty-queue.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(
    `bad argument "${argument}": empty-queue.ts takes none`,
  );
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const queue = [22, 80, 443];
const waiting: ((port: number) => void)[] = [];

// #region blocking
function takeOrWait(): Promise<number> {
  const port = queue.shift();
  if (port !== undefined) return Promise.resolve(port);
  return new Promise((resolve) => waiting.push(resolve));
}

async function worker(name: string) {
  while (queue.length > 0) {
    await letOthersRun();
    console.log(`${name} took ${await takeOrWait()}`);
  }
}

const allDone = Promise.all([worker('anna'), worker('bert')]);
await Promise.race([allDone, pause(200)]);
console.log(`after 200 ms still waiting: ${waiting.length}`);
// #endregion blocking
