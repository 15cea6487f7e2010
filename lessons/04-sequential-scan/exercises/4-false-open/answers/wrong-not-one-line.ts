// Throws an error it does not know: a stack on many lines.

import { connect } from 'node:net';

const [host = '127.0.0.1', port, localPort] = process.argv.slice(2);

const socket = connect({
  host,
  port: Number(port),
  localAddress: '127.0.0.1',
  localPort: Number(localPort),
});

function settle(verdict: string): void {
  console.log(`${host}:${port} is ${verdict}`);
  socket.destroy();
}

socket.on('connect', () => {
  const itself =
    socket.localAddress === socket.remoteAddress &&
    socket.localPort === socket.remotePort;
  settle(itself ? 'closed' : 'open');
});
socket.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ECONNREFUSED') settle('closed');
  else if (error.code === 'ECONNRESET') settle('open');
  else throw error;
});
socket.setTimeout(1000, () => settle('filtered'));
