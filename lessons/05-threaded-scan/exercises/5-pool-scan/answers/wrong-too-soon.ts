// Shares the timeout between the ports: each gets a part of it.

import { connect } from 'node:net';

const args = process.argv.slice(2).map(Number);
const [workers = 0, timeout = 0, ...ports] = args;

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      resolve('open');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNRESET' ? 'open' : 'closed');
    });
    socket.setTimeout(timeout / ports.length, () => {
      resolve('filtered');
      socket.destroy();
    });
  });
}

const found: [port: number, verdict: string][] = [];
const queue = [...ports];

async function worker() {
  for (;;) {
    const port = queue.shift();
    if (port === undefined) break;
    found.push([port, await ask(port)]);
  }
}

await Promise.all(Array.from({ length: workers }, worker));

const inOrder = found.sort((a, b) => a[0] - b[0]);
for (const [port, verdict] of inOrder) {
  console.log(`${port} is ${verdict}`);
}
const count = (verdict: string) =>
  found.filter((each) => each[1] === verdict).length;
console.log(
  `${count('open')} open, ${count('closed')} closed, ` +
    `${count('filtered')} filtered`,
);
process.exitCode = count('open') > 0 ? 0 : 1;
