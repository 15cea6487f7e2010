// Keeps what came by its line, so equal lines become one.

import { connect } from 'node:net';

const ports = process.argv.slice(2).map(Number);

/** The first line that the server on a port says. */
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

const ascending = ports.toSorted((a, b) => a - b);
const lines = await Promise.all(ascending.map(greeting));
const ports2 = new Map(lines.map((line, i) => [line, ascending[i]]));
for (const [line, port] of ports2) {
  console.log(`${port}: ${line}`);
}
