// Takes no timer back, so the program stays until the last.

import { connect } from 'node:net';
import { argv } from 'node:process';

type Verdict = 'open' | 'closed' | 'filtered';

const args = argv.slice(2).map(Number);
const [workers = 0, timeout = 0, ...ports] = args; // timeout: ms

const verdicts: Record<string, Verdict> = {
  ECONNREFUSED: 'closed',
  ECONNRESET: 'open',
  EHOSTUNREACH: 'filtered',
  ENETUNREACH: 'filtered',
};

/** @throws the error that says nothing about the port */
function ask(port: number): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      const itself =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      resolve(itself ? 'closed' : 'open');
      socket.resetAndDestroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const verdict = verdicts[error.code ?? ''];
      if (verdict === undefined) reject(error);
      else resolve(verdict);
    });
    setTimeout(() => {
      // An answer that is here already comes before this.
      setImmediate(() => {
        resolve('filtered');
        socket.destroy();
      });
    }, timeout);
  });
}

const queue = [...ports];
const found = new Map<number, Verdict>();

async function worker(): Promise<void> {
  for (;;) {
    const port = queue.shift();
    if (port === undefined) break;
    found.set(port, await ask(port));
  }
}

try {
  await Promise.all(Array.from({ length: workers }, worker));
  const count = { open: 0, closed: 0, filtered: 0 };
  for (const [port, verdict] of [...found].sort(([a], [b]) => a - b)) {
    count[verdict] += 1;
    console.log(`${port} is ${verdict}`);
  }
  const { open, closed, filtered } = count;
  console.log(`${open} open, ${closed} closed, ${filtered} filtered`);
  process.exitCode = open > 0 ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
