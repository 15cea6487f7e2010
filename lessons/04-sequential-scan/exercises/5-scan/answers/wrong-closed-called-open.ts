// Connects one socket to port after port, without closing it.

import { Socket } from 'node:net';

const [timeout = '', ...ports] = process.argv.slice(2);
const socket = new Socket();
let settle: (verdict: string) => void = () => {};
socket.on('connect', () => settle('open'));
socket.on('error', (error: NodeJS.ErrnoException) => {
  settle(error.code === 'ECONNRESET' ? 'open' : 'closed');
});
socket.on('timeout', () => settle('filtered'));

const count: Record<string, number> = {};
for (const port of ports) {
  const verdict = await new Promise<string>((resolve) => {
    settle = resolve;
    socket.setTimeout(Number(timeout));
    socket.connect({ host: '127.0.0.1', port: Number(port) });
  });
  count[verdict] = (count[verdict] ?? 0) + 1;
  console.log(`${port} is ${verdict}`);
}
const { open = 0, closed = 0, filtered = 0 } = count;
console.log(`${open} open, ${closed} closed, ${filtered} filtered`);
socket.destroy();
process.exitCode = open > 0 ? 0 : 1;
