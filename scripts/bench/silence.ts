// Ports of this machine that never answer. They need no root: a slow wire for everyone.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const host = '127.0.0.1';

/** Opens them: listeners of a thread that accepts nobody, with their queues filled. */
export async function openSilence(count: number): Promise<{ ports: number[]; close(): Promise<void> }> {
  const closing = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL(import.meta.url), { workerData: { silence: { count, closing } } });
  const exited = once(thread, 'exit');
  const [ports] = (await once(thread, 'message')) as [number[]];
  const fillers: Socket[] = [];
  for (const port of ports) {
    // A queue made for one holds two on Linux (listen(2)); what does not fit is not answered.
    for (let each = 0; each < 3; each++) {
      const socket = connect({ host, port });
      socket.on('error', () => {});
      fillers.push(socket);
    }
  }
  return {
    ports: ports.toSorted((a, b) => a - b),
    async close() {
      Atomics.store(closing, 0, 1);
      Atomics.notify(closing, 0);
      for (const socket of fillers) socket.destroy();
      await exited;
    },
  };
}

/** The thread's part of it. */
async function beSilent(count: number, closing: Int32Array): Promise<void> {
  const servers = Array.from({ length: count }, () => createServer().listen({ host, port: 0, backlog: 1 }));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  parentPort?.postMessage(servers.map((server) => (server.address() as AddressInfo).port));
  Atomics.wait(closing, 0, 0);
  for (const server of servers) server.close();
}

if (!isMainThread && workerData?.silence) {
  const { count, closing } = workerData.silence;
  await beSilent(count, closing);
}
