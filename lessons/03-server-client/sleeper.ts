// The thread of queue.ts: it listens with a backlog of 1, and sleeps,
// accepting nobody, until it is woken. It is not run by itself.

import { type AddressInfo, createServer } from 'node:net';
import {
  isMainThread,
  parentPort,
  workerData,
} from 'node:worker_threads';

if (isMainThread) {
  console.error('sleeper.ts is a part of queue.ts: run that one');
  process.exit(2);
}

// #region sleeper
const { host, bell } = workerData;
const server = createServer((socket) => {
  socket.on('error', () => {}); // this client is gone
  socket.end('welcome');
});
server.on('error', (error) => {
  throw error;
});
server.listen({ port: 0, host, backlog: 1 }, () => {
  const { port } = server.address() as AddressInfo;
  parentPort?.postMessage(port);
  Atomics.wait(bell, 0, 0, 10_000);
});
// #endregion sleeper
