// What a full backlog does: a thread, sleeper.ts, listens with a
// backlog of 1 and accepts nobody until it is woken. Clients come one
// after another.
//
//   npx tsx lessons/03-server-client/queue.ts

import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: queue.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": queue.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
function fail(error: Error) {
  console.error(error.message);
  process.exitCode = 1;
}

async function dialUntilFull(port: number) {
  const signal = AbortSignal.timeout(10_000);
  const clients: Socket[] = [];
  // #region visitors
  let outcome = 'connected';
  while (outcome === 'connected' && clients.length < 20) {
    const client = connect({ port, host, signal });
    client.on('error', () => {});
    clients.push(client);
    outcome = await Promise.race([
      once(client, 'connect').then(() => 'connected'),
      pause(700, 'no answer'),
    ]).catch((error) => error.code);
    console.log(`client ${clients.length}: ${outcome}`);
  }
  // #endregion visitors
  return clients;
}

async function main() {
  const bell = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL('./sleeper.ts', import.meta.url), {
    workerData: { host, bell },
  });
  try {
    const [port] = await once(thread, 'message');
    thread.on('error', fail);
    const clients = await dialUntilFull(port);
    // #region alarm
    console.log('the server wakes');
    Atomics.notify(bell, 0);
    for (const [index, client] of clients.entries()) {
      if (client.destroyed) continue;
      console.log(`client ${index + 1} hears: ${await text(client)}`);
    }
    // #endregion alarm
  } finally {
    await thread.terminate();
  }
}
main().catch(fail);
