// A first client: it connects, and prints what the server sends.
//
//   npx tsx lessons/01-socket-concepts/client.ts

// #region client
import { connect } from 'node:net';

const socket = connect(8888, '127.0.0.1');
socket.on('data', (bytes) => process.stdout.write(bytes));
socket.on('error', (error) => {
  console.error(error.message);
  process.exitCode = 1;
});
// #endregion client

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));
