// Takes the last port for one too many.

import { connect } from 'node:net';

const deadline = 1000;

export function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const decide = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => decide(true));
    socket.on('error', ({ code }: NodeJS.ErrnoException) => {
      decide(code === 'ECONNRESET' || code === 'EPIPE');
    });
    socket.setTimeout(deadline, () => decide(false));
  });
}

async function main() {
  const [text = '', ...more] = process.argv.slice(2);
  const port = Number(text);
  const isPort = /^[0-9]+$/.test(text) && port >= 1 && port < 65535;
  if (!isPort || more.length > 0) {
    console.error('give one port, a number from 1 to 65535');
    process.exitCode = 2;
    return;
  }
  if (await isOpen(port)) {
    console.log(`${port} is open`);
  } else {
    console.log(`${port} is not open`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
