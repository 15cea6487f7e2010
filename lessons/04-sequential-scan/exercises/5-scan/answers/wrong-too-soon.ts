// Waits one second for each port, whatever timeout it was told.

import { connect } from 'node:net';

const ports = process.argv.slice(3).map(Number);

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
    socket.setTimeout(1000, () => {
      resolve('filtered');
      socket.destroy();
    });
  });
}

const found: string[] = [];
for (const port of ports) {
  const verdict = await ask(port);
  found.push(verdict);
  console.log(`${port} is ${verdict}`);
}
const count = (verdict: string) =>
  found.filter((each) => each === verdict).length;
console.log(
  `${count('open')} open, ${count('closed')} closed, ` +
    `${count('filtered')} filtered`,
);
process.exitCode = count('open') > 0 ? 0 : 1;
