// Does not ask, and prints a line all the same.

import { connect } from 'node:net';

const [list = '8888', without = ''] = process.argv.slice(2);
const ports = list.split(',').map(Number);
const excluded = without.split(',').map(Number);

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
  const isOut = excluded.includes(port);
  console.log(`${port} is ${isOut ? 'excluded' : await ask(port)}`);
}
