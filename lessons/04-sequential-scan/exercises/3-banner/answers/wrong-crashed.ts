// Counts on being connected: there is no listener for errors.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const lines: string[] = [];
let rest = '';
const socket = connect({ host: '127.0.0.1', port });
const timer = setTimeout(() => socket.destroy(), 1000);
socket.setEncoding('utf8');
socket.on('data', (piece) => {
  const parts = (rest + piece).split(/\r?\n/);
  rest = parts.pop() ?? '';
  lines.push(...parts);
  if (lines.length > 1) socket.end();
  else if (lines.length === 1) {
    socket.write('QUIT\r\n');
    timer.refresh();
  }
});
socket.on('close', () => {
  clearTimeout(timer);
  const [banner, reply = 'no reply'] = lines;
  if (banner === undefined) console.log('no banner');
  else console.log(`${banner}\n${reply}`);
});
