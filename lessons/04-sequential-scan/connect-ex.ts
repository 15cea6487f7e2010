// Asks ports of this machine for a connection, and prints what each
// attempt came to: 0 for a connection, or the error's code.
//
//   npx tsx lessons/04-sequential-scan/connect-ex.ts [port=8888 …]

import { connect } from 'node:net';

const usage = 'usage: connect-ex.ts [port=8888 …]';
const texts = process.argv.slice(2);
if (texts.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
if (texts.length === 0) texts.push('8888');
const bad = texts.find(
  (text) => !/^\d+$/.test(text) || +text < 1 || +text > 65535,
);
if (bad !== undefined) {
  console.error(`bad port "${bad}": a number from 1 to 65535`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region connect
function connectEx(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      resolve('0');
      socket.destroy();
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    socket.setTimeout(500, () => {
      resolve('nothing came back');
      socket.destroy();
    });
  });
}

for (const text of texts) {
  const result = await connectEx(Number(text));
  console.log(`127.0.0.1:${text}: ${result}`);
}
// #endregion connect
