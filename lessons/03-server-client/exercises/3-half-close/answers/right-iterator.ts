// Reads each client in a loop that leaves the socket open at its end.

import { createServer, type Socket } from 'node:net';

interface Finished {
  socket: Socket;
  size: number;
}
let waiting: Finished[] = [];

async function host(socket: Socket) {
  let size = 0;
  const pieces = socket.iterator({ destroyOnReturn: false });
  for await (const piece of pieces) size += piece.length;
  waiting.push({ socket, size });
  const [one, two] = waiting;
  if (one === undefined || two === undefined) return;
  waiting = [];
  one.socket.end(`yours ${one.size}, other ${two.size}\n`);
  two.socket.end(`yours ${two.size}, other ${one.size}\n`);
}

const server = createServer({ allowHalfOpen: true });
server.on('connection', (socket) => {
  socket.on('error', () => {});
  socket.setTimeout(30_000, () => socket.destroy());
  socket.on('close', () => {
    waiting = waiting.filter((one) => one.socket !== socket);
  });
  host(socket).catch(() => socket.destroy());
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
