// Ctrl-C ends it in the middle.

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

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
for (;;) {
  const answer = await ask();
  if (answer !== last) console.log(`${port} is ${answer}`);
  last = answer;
  await sleep(200);
}
