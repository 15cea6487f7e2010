// An async function waits for each line; half a line is never one.

import { connect, type Socket } from 'node:net';

const decoder = new TextDecoder();

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of socket) {
    rest += decoder.decode(piece, { stream: true });
    for (;;) {
      const end = rest.indexOf('\n');
      if (end === -1) break;
      yield rest.slice(0, rest[end - 1] === '\r' ? end - 1 : end);
      rest = rest.slice(end + 1);
    }
  }
}

const port = Number(process.argv[2]);
const socket = connect({ host: '127.0.0.1', port });
socket.on('error', () => {});
const lines = linesOf(socket);

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
