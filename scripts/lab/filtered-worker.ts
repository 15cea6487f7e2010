// The thread behind the lab's filtered port. It listens, then blocks forever before it can accept a connection.
// filtered.ts starts and ends it.
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
