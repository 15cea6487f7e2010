// The thread behind the lab's filtered port: it listens and, before it can accept anybody, blocks for good.
// Started, and ended, by filtered.ts.
import { type AddressInfo, createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { host, port } = workerData as { host: string; port: number };

const server = createServer();
server.on('error', (error: NodeJS.ErrnoException) => {
  parentPort?.postMessage({ code: error.code ?? error.message });
});
server.listen({ host, port, backlog: 1 }, () => {
  parentPort?.postMessage({ port: (server.address() as AddressInfo).port });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
