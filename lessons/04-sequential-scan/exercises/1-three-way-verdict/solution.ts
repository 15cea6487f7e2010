// Asks one port of this machine for a connection, and says what came
// back: open, closed or filtered.
//
//   npx tsx practice/04-sequential-scan/three-way-verdict.ts 4404

import { connect } from 'node:net';

const port = Number(process.argv[2]);

const verdicts: Record<string, string> = {
  ECONNREFUSED: 'closed',
  // Only who has picked up can hang up.
  ECONNRESET: 'open',
  EHOSTUNREACH: 'filtered',
  ENETUNREACH: 'filtered',
};

let verdict = 'filtered';
const socket = connect({ host: '127.0.0.1', port });
socket.on('connect', () => {
  verdict = 'open';
  socket.end();
});
socket.on('error', ({ code = '' }: NodeJS.ErrnoException) => {
  verdict = verdicts[code] ?? 'unknown';
});
socket.setTimeout(1000, () => socket.destroy());
socket.on('close', () => console.log(`${port} is ${verdict}`));
