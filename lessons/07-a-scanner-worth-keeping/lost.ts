// A connection request gets lost: busy.ts listens, but its queue is
// full, so Linux drops the next request, as a network drops packets.
//
//   npx tsx lessons/07-a-scanner-worth-keeping/lost.ts

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: lost.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": lost.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
const sockets: Socket[] = [];

function ask(port: number, deadline: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    sockets.push(socket);
    const start = performance.now();
    const timer = setTimeout(() => {
      socket.destroy();
      resolve('filtered');
    }, deadline);
    socket.on('connect', () => {
      clearTimeout(timer);
      const seconds = (performance.now() - start) / 1000;
      resolve(`open after ${seconds.toFixed(1)} s`);
    });
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(`no answer: ${code}`);
    });
    socket.resume();
  });
}

const bell = new Int32Array(new SharedArrayBuffer(4));
const thread = new Worker(new URL('./busy.ts', import.meta.url), {
  workerData: { host, bell },
});
try {
  const [port] = await once(thread, 'message');
  await Promise.all([ask(port, 5000), ask(port, 5000)]); // queue full
  // #region lost
  console.log(`waits 0.3 s: ${await ask(port, 300)}`);
  const patient = ask(port, 5000);
  await sleep(300); // the request is lost by now
  Atomics.notify(bell, 0); // busy.ts accepts again
  console.log(`waits 5 s: ${await patient}`);
  // #endregion lost
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  for (const socket of sockets) socket.destroy();
  await thread.terminate();
}
