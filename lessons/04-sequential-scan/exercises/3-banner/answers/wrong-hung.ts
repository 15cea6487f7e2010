// Waits for a line as long as it takes.

import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
const reader = createInterface({ input: socket });
const lines: string[] = [];
reader.on('error', () => {});
socket.on('error', () => {});
reader.on('line', (line) => {
  lines.push(line);
  if (lines.length === 1) socket.write('QUIT\r\n');
  else socket.end();
});
socket.on('close', () => {
  const [banner, reply = 'no reply'] = lines;
  if (banner === undefined) console.log('no banner');
  else console.log(`${banner}\n${reply}`);
});
