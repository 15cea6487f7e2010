// Lets the last event decide, and any error means closed.

import { connect } from 'node:net';

const [timeout = '', ...texts] = process.argv.slice(2);
const ports = texts.map(Number);

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    let verdict = 'filtered';
    socket.on('connect', () => {
      verdict = 'open';
      socket.end();
    });
    socket.on('error', () => {
      verdict = 'closed';
    });
    socket.on('close', () => resolve(verdict));
    socket.setTimeout(Number(timeout), () => socket.destroy());
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
