// One function for each conversation, from its beginning to its end.

import { EventEmitter } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { finished } from 'node:stream/promises';

const news = new EventEmitter().setMaxListeners(0);
let count = 0;

async function host(socket: Socket) {
  const tell = () => socket.write(`${count} here\n`);
  socket.setTimeout(60_000, () => socket.destroy());
  news.on('changed', tell);
  count += 1;
  news.emit('changed');
  try {
    await finished(socket.resume());
  } catch {
    socket.destroy();
  } finally {
    count -= 1;
    news.off('changed', tell);
    news.emit('changed');
  }
}

const server = createServer(host);
server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});
