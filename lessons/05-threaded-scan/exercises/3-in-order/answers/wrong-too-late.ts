// Reads until the server hangs up, which it does not.

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
    });
    socket.on('error', () => {});
    socket.setTimeout(30_000, () => socket.destroy());
    socket.on('close', () => {
      const [line = '', ...more] = said.split('\n');
      resolve(more.length > 0 ? line.trimEnd() : 'says nothing');
    });
  });
}

const ascending = ports.toSorted((a, b) => a - b);
const lines = await Promise.all(ascending.map(greeting));
for (const [index, port] of ascending.entries()) {
  console.log(`${port}: ${lines[index]}`);
}
