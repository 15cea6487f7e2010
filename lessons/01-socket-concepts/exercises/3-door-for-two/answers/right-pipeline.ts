// Puts a transform between a conversation's two directions, and stops
// listening by an abort signal.

import { createServer } from 'node:net';
import { pipeline, Transform } from 'node:stream';

const full = new AbortController();
let clients = 0;
const server = createServer({ allowHalfOpen: true }, (socket) => {
  clients += 1;
  if (clients === 2) full.abort();
  const { remoteAddress, remotePort } = socket;
  socket.write(`you are ${remoteAddress}:${remotePort}\n`);
  const capitals = new Transform({
    transform: (piece, _, done) =>
      done(null, String(piece).toUpperCase()),
  });
  pipeline(socket, capitals, socket, (error) => {
    if (error) console.error(error.message);
  });
});

const { signal } = full;
const port = Number(process.argv[2]);
server.listen({ port, host: '127.0.0.1', signal }, () => {
  const at = server.address();
  if (at === null || typeof at === 'string') return;
  console.log(`listening on 127.0.0.1:${at.port}`);
});
