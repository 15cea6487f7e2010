// The thread of lost.ts: it listens, and accepts nobody while it is
// busy. It is not run by itself.

import { type AddressInfo, createServer } from 'node:net';
import {
  isMainThread,
  parentPort,
  workerData,
} from 'node:worker_threads';

if (isMainThread) {
  console.error('busy.ts is a part of lost.ts: run that one');
  process.exit(2);
}

const { host, bell } = workerData;
const server = createServer((socket) => {
  socket.on('error', () => {}); // this client is gone
  socket.end();
});
server.on('error', (error) => {
  throw error;
});
server.listen({ port: 0, host, backlog: 1 }, () => {
  const { port } = server.address() as AddressInfo;
  parentPort?.postMessage(port);
  Atomics.wait(bell, 0, 0, 10_000);
});
