// Lets the system choose the local port, whatever it was told.

import { connect } from 'node:net';

const [host = '127.0.0.1', port, localPort] = process.argv.slice(2);

const socket = connect({
  host,
  port: Number(port),
});

function settle(verdict: string): void {
  console.log(`${host}:${port} is ${verdict}`);
  socket.destroy();
}

socket.on('connect', () => {
  settle(
    port === localPort && host === '127.0.0.1' ? 'closed' : 'open',
  );
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
