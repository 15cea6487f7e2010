// The thread behind the lab's filtered port. It listens, then blocks forever before it can accept a connection.
// filtered.ts starts and ends it. JavaScript, because removing the types would take longer than all else that it does.
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';

const { host, port } = workerData;

const server = createServer();
server.on('error', (error) => {
  parentPort?.postMessage({ code: error.code ?? error.message });
});
server.listen({ host, port, backlog: 1 }, () => {
  const address = server.address();
  parentPort?.postMessage({ port: typeof address === 'object' ? address?.port : undefined });
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
