// Gives each port a second more than the timeout.

import { connect } from 'node:net';
import { argv } from 'node:process';

type Verdict = 'open' | 'closed' | 'filtered';

const [timeoutText = '1000', ...texts] = argv.slice(2);
const timeout = Number(timeoutText); // for each port, ms
const ports = texts.map(Number);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

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
    socket.setTimeout(timeout + 1000, () => {
      // An answer that is here already comes before this.
      setImmediate(() => {
        resolve('filtered');
        socket.destroy();
      });
    });
  });
}

const count = { open: 0, closed: 0, filtered: 0 };
try {
  for (const port of ports) {
    const verdict = await ask(port);
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
