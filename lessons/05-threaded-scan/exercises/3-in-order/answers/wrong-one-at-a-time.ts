// Asks the next server when the last one has spoken.

import { connect } from 'node:net';

const ports = process.argv.slice(2).map(Number);

function greeting(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let said = '';
    socket.setEncoding('utf8');
    socket.on('data', (piece) => {
      said += piece;
      if (said.includes('\n')) socket.destroy();
    });
    socket.on('error', () => {});
    socket.setTimeout(3000, () => socket.destroy());
    socket.on('close', () => {
      const [line = '', ...more] = said.split('\n');
      resolve(more.length > 0 ? line.trimEnd() : 'says nothing');
    });
  });
}

ports.sort((a, b) => a - b);
for (const port of ports) {
  console.log(`${port}: ${await greeting(port)}`);
}
