// Two workers empty one queue of three ports. An await between the
// check and the take is a race.
//
//   npx tsx lessons/05-threaded-scan/race.ts

import { setImmediate as letOthersRun } from 'node:timers/promises';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: race.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": race.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

type Worker = (name: string, queue: number[]) => Promise<void>;

async function bothRun(worker: Worker) {
  const queue = [22, 80, 443];
  await Promise.all([worker('anna', queue), worker('bert', queue)]);
}

function tell(name: string, port: number | undefined) {
  if (port === undefined) console.log(`  ${name} found nothing!`);
  else console.log(`  ${name} took ${port}`);
}

console.log('check, await, take');
// #region broken
await bothRun(async (name, queue) => {
  while (queue.length > 0) {
    await letOthersRun();
    tell(name, queue.shift());
  }
});
// #endregion broken

console.log('check and take, then await');
// #region right
await bothRun(async (name, queue) => {
  while (queue.length > 0) {
    tell(name, queue.shift());
    await letOthersRun();
  }
});
// #endregion right
