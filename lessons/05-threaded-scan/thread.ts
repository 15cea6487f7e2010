// One thread of threads.ts: it scans its share of the ports, and
// sends back the result. Run threads.ts instead.

import {
  isMainThread,
  parentPort,
  workerData,
} from 'node:worker_threads';
import { scan } from './scan.ts';
import type { Share } from './threads.ts';

if (isMainThread) {
  console.error('thread.ts is a part of threads.ts: run that one');
  process.exit(2);
}

// As in command.ts: a stack trace costs time, and is not used.
Error.stackTraceLimit = 0;

const { address, ports, workers, timeout }: Share = workerData;
const stop = new AbortController();
const { signal } = stop;

parentPort?.once('message', () => stop.abort());
parentPort?.postMessage(
  await scan(address, { ports, workers, timeout, signal }),
);
parentPort?.close();
