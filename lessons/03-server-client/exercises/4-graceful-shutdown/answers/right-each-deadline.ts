// Each conversation hears of the stop by itself, and has its own timer.

import { createServer } from 'node:net';
import { createInterface } from 'node:readline';

const grace = Number(process.argv[3]);
const stopping = new AbortController();
const server = createServer();

server.on('connection', (socket) => {
  let timer: NodeJS.Timeout | undefined;
  const hurry = () => {
    timer = setTimeout(() => socket.destroy(), grace);
  };
  stopping.signal.addEventListener('abort', hurry, { once: true });
  socket.on('error', () => {});
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('close', () => {
    clearTimeout(timer);
    stopping.signal.removeEventListener('abort', hurry);
  });
  const lines = createInterface({ input: socket });
  lines.on('error', () => {});
  lines.once('line', (name) => socket.end(`welcome, ${name}\n`));
  socket.write('your name?\n');
});

server.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  console.log(`listening on 127.0.0.1:${address.port}`);
});

process.once('SIGINT', () => {
  server.close();
  stopping.abort();
  console.log('stopping');
});
