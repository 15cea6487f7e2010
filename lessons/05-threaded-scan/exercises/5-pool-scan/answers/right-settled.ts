// Races each connection against a signal; sorts at the end.

import { once } from 'node:events';
import { connect } from 'node:net';

const [workers = '', timeout = '', ...texts] = process.argv.slice(2);
const ports = texts.map(Number);
const verdicts: string[] = [];
let next = 0;

async function verdictOf(port: number): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
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

async function worker() {
  while (next < ports.length) {
    const at = next++;
    verdicts[at] = await verdictOf(ports[at] ?? 0);
  }
}

const running: Promise<void>[] = [];
for (let i = 0; i < Number(workers); i++) running.push(worker());
const ends = await Promise.allSettled(running);
const failed = ends.find(({ status }) => status === 'rejected');

if (failed?.status === 'rejected') {
  console.error(failed.reason.message);
  process.exitCode = 1;
} else {
  const found = ports.map((port, at) => ({ port, is: verdicts[at] }));
  found.sort((a, b) => a.port - b.port);
  const lines = found.map(({ port, is }) => `${port} is ${is}`);
  const summary = ['open', 'closed', 'filtered'].map((verdict) => {
    const count = verdicts.filter((each) => each === verdict).length;
    return `${count} ${verdict}`;
  });
  console.log([...lines, summary.join(', ')].join('\n'));
  if (!verdicts.includes('open')) process.exitCode = 1;
}
