// Compares what it was told, and then does not ask at all.

import { connect } from 'node:net';

const [host = '127.0.0.1', port, localPort] = process.argv.slice(2);

if (host === '127.0.0.1' && port === localPort) {
  console.log(`${host}:${port} is closed`);
} else {
  ask();
}

function ask(): void {
  const socket = connect({
    host,
    port: Number(port),
    localAddress: '127.0.0.1',
    localPort: Number(localPort),
  });
  const settle = (verdict: string) => {
    console.log(`${host}:${port} is ${verdict}`);
    socket.destroy();
  };
  socket.on('connect', () => settle('open'));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'ECONNREFUSED') settle('closed');
    else if (error.code === 'ECONNRESET') settle('open');
    else {
      console.error(`${host}:${port} not asked: ${error.message}`);
      process.exitCode = 1;
    }
  });
  socket.setTimeout(1000, () => settle('filtered'));
}
