// Opens ports on this machine that never answer. Needs no root rights.

import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const host = '127.0.0.1';

/** Opens the ports: a thread listens and accepts no connection, and the accept queues are filled. */
export async function openSilence(count: number): Promise<{ ports: number[]; close(): Promise<void> }> {
  const closing = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL(import.meta.url), { workerData: { silence: { count, closing } } });
  const exited = once(thread, 'exit');
  const [ports] = (await once(thread, 'message')) as [number[]];
  const fillers: Socket[] = [];
  for (const port of ports) {
    // On Linux, a queue with backlog 1 holds two connections (listen(2)). Further requests are not answered.
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

/** The code of the thread. */
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
