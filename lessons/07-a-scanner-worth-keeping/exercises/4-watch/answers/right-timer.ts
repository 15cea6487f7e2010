// With a timer instead of a loop.

import { connect } from 'node:net';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);

function ask(): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port: Number(port), host });
    socket.on('connect', () => {
      resolve('open');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNRESET' ? 'open' : 'closed');
    });
  });
}

let last = '';
let timer: NodeJS.Timeout | undefined;

async function look() {
  const answer = await ask();
  if (answer !== last) console.log(`${port} is ${answer}`);
  last = answer;
  timer = setTimeout(look, 150);
}

process.on('SIGINT', () => {
  clearTimeout(timer);
  process.exit(0);
});
look();
