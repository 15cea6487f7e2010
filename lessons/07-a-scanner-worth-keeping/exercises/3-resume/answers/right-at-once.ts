// Asks what is left all at once, and builds new lists.

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

const { host, left } = before as { host: string; left: number[] };
const answers = await Promise.all(left.map((port) => ask(host, port)));
const joined = (name: 'open' | 'closed') =>
  [
    ...before[name],
    ...left.filter((_, index) => answers[index] === name),
  ].toSorted((a, b) => a - b);
const open = joined('open');
const closed = joined('closed');
console.log(JSON.stringify({ left: [], host, open, closed }));
