// Makes the calls of two UDP sockets, one by one. The names it
// prints are the system's.
//
//   npx tsx lessons/01-socket-concepts/datagram-calls.ts

import { createSocket } from 'node:dgram';
import { once } from 'node:events';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: datagram-calls.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": this program takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
const signal = AbortSignal.timeout(5000);

function log(who: string, call: string, result: string) {
  console.log(`${who}  ${call.padEnd(10)}  ${result}`);
}

function fail(error: unknown) {
  // A failure may come by two ways; one line is enough.
  if (process.exitCode === 1) return;
  const { message } = error as Error;
  console.error(signal.aborted ? 'not done in 5 seconds' : message);
  process.exitCode = 1;
}

try {
  // #region datagrams
  const server = createSocket({ type: 'udp4', signal });
  const client = createSocket({ type: 'udp4', signal });
  for (const socket of [server, client]) {
    socket.on('error', fail);
    socket.bind(0, host);
    await once(socket, 'listening', { signal });
  }
  const { port } = server.address();
  log('server', 'bind', `${host}:${port}`);
  log('client', 'bind', `${host}:${client.address().port}`);

  server.setRecvBufferSize(8192);
  log('server', 'setsockopt', 'SO_RCVBUF 8192');
  const enough = server.getRecvBufferSize() >= 8192;
  log('server', 'getsockopt', `SO_RCVBUF 8192 or more: ${enough}`);

  client.send('hello', port, host);
  log('client', 'sendto', `"hello" to port ${port}`);
  const [bytes, from] = await once(server, 'message', { signal });
  log('server', 'recvfrom', `"${bytes}" from port ${from.port}`);
  server.close();
  client.close();
  // #endregion datagrams
} catch (error) {
  fail(error);
}
