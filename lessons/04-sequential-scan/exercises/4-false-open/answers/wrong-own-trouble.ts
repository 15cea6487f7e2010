// Counts trouble of its own as a finding: any error is closed.

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
  if (error.code === 'ECONNRESET') settle('open');
  else settle('closed');
});
socket.setTimeout(1000, () => settle('filtered'));
