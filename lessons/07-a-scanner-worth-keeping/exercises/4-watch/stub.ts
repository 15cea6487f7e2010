// Watches one port, until Ctrl-C.
//
//   npx tsx practice/07-a-scanner-worth-keeping/watch.ts 127.0.0.1 4401

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

// Prints every answer. Only the first, and those that differ from
// the one before, should be printed. Ctrl-C should end it with 0.
for (;;) {
  console.log(`${port} is ${await ask()}`);
  await sleep(200);
}
