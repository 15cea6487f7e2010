// Takes what stands behind the last line end for a line, too.

import { connect } from 'node:net';

const port = Number(process.argv[2]);
const lines: string[] = [];
const socket = connect({ host: '127.0.0.1', port });
const timer = setTimeout(() => socket.destroy(), 1000);
socket.setEncoding('utf8');
socket.on('data', (piece) => {
  if (lines.length === 0) socket.write('QUIT\r\n');
  lines.push(...String(piece).trimEnd().split(/\r?\n/));
  if (lines.length > 1) socket.end();
  timer.refresh();
});
socket.on('error', () => {});
socket.on('close', () => {
  clearTimeout(timer);
  const [banner, reply = 'no reply'] = lines;
  if (banner === undefined) console.log('no banner');
  else console.log(`${banner}\n${reply}`);
});
