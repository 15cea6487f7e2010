// Prints a second after the start, whatever has come by then.

import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

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
const lines: string[] = [];
for (const [index, port] of ascending.entries()) {
  greeting(port).then((line) => {
    lines[index] = line;
  });
}
await pause(1000);
for (const [index, port] of ascending.entries()) {
  console.log(`${port}: ${lines[index] ?? ''}`);
}
process.exit();
