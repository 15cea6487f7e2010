// Asks each port of a list, except some.
//
//   npx tsx practice/07-a-scanner-worth-keeping/exclude-ports.ts 4401,4409 4409

import { connect } from 'node:net';

const [list = '8888', without = ''] = process.argv.slice(2);
const ports = list.split(',').map(Number);
const excluded = new Set(without.split(',').map(Number));

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.on('connect', () => {
      resolve('open');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNRESET' ? 'open' : 'closed');
    });
  });
}

for (const port of ports) {
  if (excluded.has(port)) continue;
  console.log(`${port} is ${await ask(port)}`);
}
