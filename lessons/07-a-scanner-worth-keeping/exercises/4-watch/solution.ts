// Watches one port, until Ctrl-C.
//
//   npx tsx practice/07-a-scanner-worth-keeping/watch.ts 127.0.0.1 4401

import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const [host = '127.0.0.1', port = '8888'] = process.argv.slice(2);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

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

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const { signal } = stop;

let last = '';
while (!signal.aborted) {
  const answer = await ask();
  if (answer !== last) console.log(`${port} is ${answer}`);
  last = answer;
  await sleep(200, undefined, { signal }).catch(() => {});
}
