// Sorts the ports as texts.

import { connect } from 'node:net';

const [list = '8888', ...hosts] = process.argv.slice(2);
const ports = list.split(',').map(Number);
ports.sort();

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

for (const host of hosts) {
  const open: number[] = [];
  const closed: number[] = [];
  for (const port of ports) {
    const answer = await ask(host, port);
    (answer === 'open' ? open : closed).push(port);
  }
  console.log(JSON.stringify({ host, open, closed }));
}
