// Uses node:readline, which takes half a line at the FIN for a line.

import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
const reader = createInterface({ input: socket });
const lines = reader[Symbol.asyncIterator]();
socket.on('error', () => {});
reader.on('error', () => {});
socket.on('close', () => reader.close());

async function nextLine(): Promise<string | undefined> {
  const timer = setTimeout(() => socket.destroy(), 1000);
  const next = await lines.next().catch(() => undefined);
  clearTimeout(timer);
  return next?.value;
}

const banner = await nextLine();
console.log(banner ?? 'no banner');
if (banner !== undefined) {
  socket.write('QUIT\r\n');
  console.log((await nextLine()) ?? 'no reply');
}
socket.destroy();
