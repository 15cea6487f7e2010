// Filters the list, and asks all ports at once.

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

const left = ports.filter((port) => !excluded.includes(port));
const answers = await Promise.all(left.map(ask));
left.forEach((port, index) => {
  console.log(`${port} is ${answers[index]}`);
});
