// All hosts at the same time, in the order in which they end.

import { connect } from 'node:net';

const [list = '8888', ...hosts] = process.argv.slice(2);
const ports = list.split(',').map(Number);
ports.sort((a, b) => a - b);

function ask(host: string, port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ port, host });
    socket.on('connect', () => {
      resolve('open');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNRESET' ? 'open' : 'closed');
    });
  });
}

async function scan(host: string) {
  const answers = await Promise.all(
    ports.map((port) => ask(host, port)),
  );
  const those = (wanted: string) =>
    ports.filter((_, index) => answers[index] === wanted);
  const [open, closed] = [those('open'), those('closed')];
  process.stdout.write(
    `{ "closed": [${closed}], "host": "${host}", "open": [${open}] }\n`,
  );
}
await Promise.all(hosts.map(scan));
