// A client that prints what a server says, and ends well when nobody
// is there.
//
//   npx tsx practice/02-create-sockets/one-line-error.ts 4409

import { connect } from 'node:net';

const port = Number(process.argv[2] ?? 4409);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const socket = connect({ port, host: '127.0.0.1' });
socket.on('data', (chunk) => process.stdout.write(chunk));
socket.setTimeout(5000, () => {
  socket.destroy(new Error(`port ${port}: silent for 5 seconds`));
});
// Nobody may be there. Then Node ends this program with a stack trace.
// It should end with one line on standard error, and exit code 1.
