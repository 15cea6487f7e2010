// Compares the arguments: a name is never equal to an address.

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
  const itself =
    host === socket.localAddress && Number(port) === socket.localPort;
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
socket.setTimeout(1000, () => settle('filtered'));
