// A scan as one line of JSON, for other programs to keep and read.
// Lesson 05's scan() does the work.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/keep.ts
//     [host=127.0.0.1] [ports=4401-4409]

import { scan } from '../05-threaded-scan/scan.ts';
import { readArguments } from './arguments.ts';

const { address, asked, ports } = await readArguments('keep.ts');

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const { signal } = stop;

// #region keep
async function keep() {
  const time = new Date().toISOString();
  const result = await scan(address, { ports, signal });
  const { open, filtered, closed, left, gone, failure } = result;
  const whole = left.length === 0 && !gone && failure === undefined;
  return {
    schema: 1,
    time,
    address,
    asked,
    open,
    filtered,
    closed: closed.length,
    complete: whole && !signal.aborted,
  };
}
// #endregion keep

// #region program
try {
  const kept = await keep();
  console.log(JSON.stringify(kept));
  console.error(`${address}: ${ports.length} ports asked`);
  if (!kept.complete) {
    console.error('the scan ended early: the line is not complete');
    process.exitCode = signal.aborted ? 130 : 1;
  }
} catch (error) {
  console.error(`cannot scan: ${(error as Error).message}`);
  process.exitCode = 1;
}
// #endregion program
