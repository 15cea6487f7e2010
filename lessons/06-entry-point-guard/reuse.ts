// A watchman: are the services that should be up really up? It is
// built on lesson 05's scan(), which it imports and calls.
//
//   npx tsx lessons/06-entry-point-guard/reuse.ts [ports=8888]

import { getSystemErrorName } from 'node:util';
import { scan } from '../05-threaded-scan/scan.ts';

const host = '127.0.0.1';

// #region watch
/** @returns how many of the ports nobody could connect to */
export async function watch(ports: number[]): Promise<number> {
  const options = { ports, workers: 10, timeout: 1000 };
  const result = await scan(host, options);
  const { open, closed, filtered, left, failure = 0 } = result;
  for (const port of open) {
    console.log(`${host}:${port} is up`);
  }
  for (const port of closed) {
    console.log(`${host}:${port} is down: nobody listens there`);
  }
  for (const port of filtered) {
    console.log(`${host}:${port} gave no answer`);
  }
  for (const port of left) {
    const why = getSystemErrorName(failure);
    console.log(`${host}:${port} could not be asked: ${why}`);
  }
  return closed.length + filtered.length + left.length;
}
// #endregion watch

// #region program
async function main() {
  const [list = '8888', extra] = process.argv.slice(2);
  if (list === '--help') {
    console.log('usage: reuse.ts [ports=8888], as in 22,80,8080');
    return;
  }
  if (extra !== undefined) {
    console.error(`bad argument "${extra}": one list, as in 22,80`);
    process.exitCode = 2;
    return;
  }
  const ports = new Set<number>();
  for (const text of list.split(',')) {
    const port = Number(text);
    if (!/^\d+$/.test(text) || port < 1 || port > 65535) {
      const bad = JSON.stringify(text);
      console.error(`bad port ${bad}: a number from 1 to 65535`);
      process.exitCode = 2;
      return;
    }
    ports.add(port);
  }
  const missing = await watch([...ports]);
  if (missing > 0) {
    console.error(`${missing} of ${ports.size} services missing`);
    process.exitCode = 1;
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
// #endregion program
