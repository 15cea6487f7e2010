// Asks each port of a list.
//
//   npx tsx practice/07-a-scanner-worth-keeping/exclude-ports.ts 4401,4409 4409

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

// The ports in `excluded` should not be asked.
for (const port of ports) {
  console.log(`${port} is ${await ask(port)}`);
}
console.error(`to be left out: ${excluded.join(', ')}`);
