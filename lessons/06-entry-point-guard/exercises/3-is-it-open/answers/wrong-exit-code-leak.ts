// Puts the exit code back to 0 in the function.

import { connect } from 'node:net';

const deadline = 1000;

export function isOpen(port: number): Promise<boolean> {
  process.exitCode = 0;
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const decide = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', () => {
      // Where nobody listens, a socket may have reached itself.
      const itself =
        socket.localPort === socket.remotePort &&
        socket.localAddress === socket.remoteAddress;
      decide(!itself);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // Only who has picked up can hang up.
      decide(error.code === 'ECONNRESET' || error.code === 'EPIPE');
    });
    socket.setTimeout(deadline, () => decide(false));
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
  if (await isOpen(port)) {
    console.log(`${port} is open`);
  } else {
    console.log(`${port} is not open`);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
