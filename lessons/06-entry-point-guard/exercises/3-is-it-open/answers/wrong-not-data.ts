// Returns words instead of data.

import { connect } from 'node:net';

const deadline = 1000;

export function isOpen(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const decide = (answer: string) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => decide('open'));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      const hungUp = code === 'ECONNRESET' || code === 'EPIPE';
      decide(hungUp ? 'open' : 'not open');
    });
    socket.setTimeout(deadline, () => decide('not open'));
  });
}

async function main() {
  const [text = '', ...more] = process.argv.slice(2);
  const port = Number(text);
  const isPort = /^\d+$/.test(text) && port >= 1 && port <= 65535;
  if (!isPort || more.length > 0) {
    console.error('give one port, a number from 1 to 65535');
    process.exitCode = 2;
    return;
  }
  const answer = await isOpen(port);
  console.log(`${port} is ${answer}`);
  if (answer !== 'open') process.exitCode = 1;
}

if (import.meta.main) await main();
