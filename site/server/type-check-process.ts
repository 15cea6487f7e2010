// The process of type-check.ts: passes texts to the thread that checks them (type-check-worker.ts). V8 ends a whole process if a
// thread needs too much memory for one string, and no limit of a thread prevents that, so this process contains nothing else.
// Its main thread never waits for TypeScript, so it can cancel a check, and end when the server has ended.
import { Worker } from 'node:worker_threads';
import type { Message } from './type-check.ts';

/** The JavaScript heap of the thread, MB. */
const heapLimit = 512;

/** The number of the last job that is not needed any more. */
const cancelled = new Int32Array(new SharedArrayBuffer(4));

/** Not by process.exit(), which would wait for the thread. */
const end = () => process.kill(process.pid, 'SIGKILL');

process.on('disconnect', end);
// The server ended before this line.
if (!process.connected) end();

const worker = new Worker(new URL('./type-check-worker.ts', import.meta.url), {
  workerData: cancelled.buffer,
  // For compile.ts.
  execArgv: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  resourceLimits: { maxOldGenerationSizeMb: heapLimit },
});
worker
  .on('message', (done) => process.send?.(done))
  .on('error', () => {})
  .on('exit', end);

process.on('message', (message: Message) => {
  if ('cancel' in message) Atomics.store(cancelled, 0, message.cancel);
  else worker.postMessage(message);
});
