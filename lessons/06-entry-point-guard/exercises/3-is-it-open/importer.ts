// Imports the file whose path it is given, and asks its function
// about an open port, a closed one, one whose server hangs up at
// once, and one that never answers. It has an exit code of its own.

import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const [path = '', open, closed, silent] = process.argv.slice(2);
process.exitCode = 7;
const { isOpen } = await import(pathToFileURL(path).href);

/** The sockets of this process that keep it running. */
const sockets = () =>
  process
    .getActiveResourcesInfo()
    .filter((name) => /^TCP(Socket|Connect)Wrap$/.test(name)).length;

/** Waits until no socket is left, for a second at most. */
async function tellLeft(what: string) {
  const until = performance.now() + 1000;
  while (sockets() > 0 && performance.now() < until) await pause(10);
  console.log(`importer: left ${what}: 0: ${sockets()}`);
}

async function answerFor(port: number): Promise<string> {
  try {
    return JSON.stringify(await isOpen(port)) ?? 'nothing';
  } catch (error) {
    return `${error}`.split('\n')[0] ?? '';
  }
}

async function ask(what: string, port: string | undefined) {
  if (port === undefined) return;
  const start = performance.now();
  const answer = await answerFor(Number(port));
  const took = Math.round(performance.now() - start);
  console.log(`importer: ${what}: ${took}: ${answer}`);
  await tellLeft(what);
}

/**
 * Asks about a port whose server hangs up at once. As it is in this
 * very process, it has done so before Node tells of the connection;
 * should it ever be late, the next time it is not.
 */
async function askReset() {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.resetAndDestroy();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let answer = 'true';
  for (let tries = 0; tries < 10 && answer === 'true'; tries++) {
    answer = await answerFor(port);
  }
  server.close();
  console.log(`importer: reset: 0: ${answer}`);
}

if (typeof isOpen !== 'function') {
  console.log('importer: no isOpen');
} else {
  await ask('open', open);
  await ask('closed', closed);
  await askReset();
  await ask('silent', silent);
}
