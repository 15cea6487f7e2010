// Has no deadline for a port that never answers.

import { connect } from 'node:net';

const [, ...texts] = process.argv.slice(2);
const ports = texts.map(Number);

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
  });
}

const found: string[] = [];
for (const port of ports) {
  const verdict = await ask(port);
  found.push(verdict);
  console.log(`${port} is ${verdict}`);
}
console.log(summary());
process.exitCode = found.includes('open') ? 0 : 1;

function summary(): string {
  const count = (verdict: string) =>
    found.filter((each) => each === verdict).length;
  return (
    `${count('open')} open, ${count('closed')} closed, ` +
    `${count('filtered')} filtered`
  );
}
