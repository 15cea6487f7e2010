// What join-bug.ts measures: visits to a server that takes 50 ms to
// answer. Counts how many visits wait at the same time.

import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
} from 'node:net';
import { text } from 'node:stream/consumers';

/** How long the server takes to answer, ms. */
export const delay = 50;

let waiting = 0;
let mostWaiting = 0;

const server = createServer((socket) => {
  socket.on('error', (error) => console.error(error.message));
  setTimeout(() => socket.end('done\n'), delay);
});

/** Starts the server, on a free port of this machine. */
export async function startServer(): Promise<Server> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** Connects to the server, and waits for its answer. */
export async function visit(): Promise<void> {
  waiting += 1;
  mostWaiting = Math.max(mostWaiting, waiting);
  const { port } = server.address() as AddressInfo;
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setTimeout(5000, () => {
    socket.destroy(new Error('no answer for 5 seconds'));
  });
  await text(socket);
  waiting -= 1;
}

/**
 * Runs one form of the visits, and prints how long it took and the
 * most visits that waited at the same time.
 * @returns how long it took, ms
 */
export async function measure(
  name: string,
  form: () => Promise<void>,
): Promise<number> {
  mostWaiting = 0;
  const start = performance.now();
  await form();
  const ms = performance.now() - start;
  console.log(`${name}: ${ms.toFixed(0)} ms, waiting: ${mostWaiting}`);
  return ms;
}
