// A promise; writes both ends as text, and compares the texts.

import { Socket } from 'node:net';

const [host = '', to = '', from = ''] = process.argv.slice(2);

function ask(): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = new Socket();
    const timer = setTimeout(() => {
      resolve('filtered');
      socket.destroy();
    }, 1000);
    socket.on('connect', () => {
      const { localAddress, localPort } = socket;
      const { remoteAddress, remotePort } = socket;
      const near = `${localAddress} ${localPort}`;
      const far = `${remoteAddress} ${remotePort}`;
      resolve(near === far ? 'closed' : 'open');
      socket.resetAndDestroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') resolve('closed');
      else if (error.code === 'ECONNRESET') resolve('open');
      else reject(error);
    });
    socket.on('close', () => clearTimeout(timer));
    socket.connect({
      host,
      port: Number(to),
      localAddress: '127.0.0.1',
      localPort: Number(from),
    });
  });
}

try {
  console.log(`${host}:${to} is ${await ask()}`);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
