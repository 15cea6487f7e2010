// A scan as one line of JSON, for other programs to keep and read.
// Lesson 05's scan() does the work.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/keep.ts
//     [host=127.0.0.1] [ports=4401-4409] [times=1]

import { setTimeout as sleep } from 'node:timers/promises';
import { scan } from '../05-threaded-scan/scan.ts';
import { readArguments } from './arguments.ts';
import { notesOn, whatIsMissing } from './complete.ts';

const { address, asked, ports, amount } = await readArguments(
  'keep.ts',
  { name: 'times', usual: 1, most: 10 },
);

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const { signal } = stop;

type Result = Awaited<ReturnType<typeof scan>>;

/** Asks silent ports again: each port `amount` times in all. */
async function confirm(first: Result): Promise<Result> {
  let all = first;
  for (let turn = 1; turn < amount; turn++) {
    const { open, closed, filtered, left, failure } = all;
    const goesOn = left.length === 0 && failure === undefined;
    if (filtered.length === 0 || !goesOn || signal.aborted) break;
    console.error(`${filtered.length} filtered: asked again in 2 s`);
    // #region confirm
    await sleep(2000, undefined, { signal }).catch(() => {});
    const later = await scan(address, { ports: filtered, signal });
    const helped = later.open.length + later.closed.length > 0;
    all = {
      ...later,
      uncertain: later.uncertain || helped,
      gone: later.gone || (all.gone && !helped),
      open: sorted([...open, ...later.open]),
      closed: [...closed, ...later.closed],
      filtered: sorted([...later.filtered, ...later.left]),
      left: [],
    };
    // #endregion confirm
  }
  return all;
}

const sorted = (list: number[]) => list.sort((a, b) => a - b);

// #region keep
async function keep() {
  const time = new Date().toISOString();
  const first = await scan(address, { ports, signal });
  const result = await confirm(first);
  const { open, filtered, closed } = result;
  const complete = whatIsMissing(result, signal.aborted) === undefined;
  const kept = {
    schema: 1,
    time,
    address,
    asked,
    open,
    filtered,
    closed: closed.length,
    complete,
  };
  return { kept, notes: notesOn(result, signal.aborted) };
}
// #endregion keep

// #region program
try {
  const { kept, notes } = await keep();
  console.log(JSON.stringify(kept));
  for (const note of notes) console.error(note);
  if (!kept.complete) process.exitCode = signal.aborted ? 130 : 1;
} catch (error) {
  console.error(`cannot scan: ${(error as Error).message}`);
  process.exitCode = 1;
}
// #endregion program
