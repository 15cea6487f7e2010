// Waits for a line as long as it takes.

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const lines: string[] = [];
let rest = '';

const socket = connect({ host: '127.0.0.1', port });
socket.setEncoding('utf8');
socket.on('data', (piece) => {
  const parts = (rest + piece).split('\n');
  rest = parts.pop() ?? '';
  for (const line of parts) hear(line.replace(/\r$/, ''));
});
socket.on('error', () => {});
socket.on('close', () => {
  const [banner, reply = 'no reply'] = lines;
  if (banner === undefined) console.log('no banner');
  else console.log(`${banner}\n${reply}`);
});

function hear(line: string): void {
  lines.push(line);
  if (lines.length > 1) socket.end();
  else socket.write('QUIT\r\n');
}
