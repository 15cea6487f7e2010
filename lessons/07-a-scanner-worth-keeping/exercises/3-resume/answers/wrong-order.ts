// Sorts numbers as texts.

import { connect } from 'node:net';

const nothing = '{"host":"127.0.0.1","open":[],"closed":[],"left":[]}';
const before = JSON.parse(process.argv[2] ?? nothing);

function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.on('connect', () => {
      resolve('open');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNRESET' ? 'open' : 'closed');
    });
  });
}

const { host, left } = before;
const open: number[] = before.open;
const closed: number[] = before.closed;
for (const port of left) {
  const answer = await ask(host, port);
  (answer === 'open' ? open : closed).push(port);
}
open.sort();
closed.sort();
console.log(JSON.stringify({ host, open, closed, left: [] }));
