// Waits for 200 ms, not for a second.

import { connect } from 'node:net';

const [host = '127.0.0.1', port, localPort] = process.argv.slice(2);

const socket = connect({
  host,
  port: Number(port),
  localAddress: '127.0.0.1',
  localPort: Number(localPort), // 0: the system chooses
});

function settle(verdict: string): void {
  console.log(`${host}:${port} is ${verdict}`);
  socket.destroy();
}

socket.on('connect', () => {
  // Both the address and the port: then both ends are this socket.
  const itself =
    socket.localAddress === socket.remoteAddress &&
    socket.localPort === socket.remotePort;
  settle(itself ? 'closed' : 'open');
});
socket.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'ECONNREFUSED') settle('closed');
  else if (error.code === 'ECONNRESET') settle('open');
  else {
    console.error(`${host}:${port} not asked: ${error.message}`);
    process.exitCode = 1;
  }
});
socket.setTimeout(200, () => settle('filtered'));
