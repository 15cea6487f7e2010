// An async generator asks; a loop around it counts and prints.

import { once } from 'node:events';
import { connect } from 'node:net';

const [timeout = '', ...ports] = process.argv.slice(2);

async function verdictOf(port: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port: Number(port) });
  const signal = AbortSignal.timeout(Number(timeout));
  try {
    await once(socket, 'connect', { signal });
    return 'open';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ECONNREFUSED') return 'closed';
    if (code === 'ECONNRESET') return 'open';
    if (code === 'ABORT_ERR') return 'filtered';
    throw error;
  } finally {
    socket.on('error', () => {});
    socket.destroy();
  }
}

async function* scan() {
  for (const port of ports) {
    yield { port, verdict: await verdictOf(port) };
  }
}

async function main() {
  const found: string[] = [];
  for await (const { port, verdict } of scan()) {
    found.push(verdict);
    console.log(`${port} is ${verdict}`);
  }
  const summary = ['open', 'closed', 'filtered'].map((verdict) => {
    const count = found.filter((each) => each === verdict).length;
    return `${count} ${verdict}`;
  });
  console.log(summary.join(', '));
  if (!found.includes('open')) process.exitCode = 1;
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
