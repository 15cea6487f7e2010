// Waits for three seconds.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const verdicts: Record<string, string> = {
  ECONNREFUSED: 'closed',
  ECONNRESET: 'open',
};

function ask(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    const settle = (verdict: string) => {
      clearTimeout(timer);
      resolve(verdict);
      socket.destroy();
    };
    const timer = setTimeout(() => settle('filtered'), 3000);
    socket.on('connect', () => settle('open'));
    socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
      settle(verdicts[code] ?? code);
    });
  });
}

console.log(`${port} is ${await ask(port)}`);
