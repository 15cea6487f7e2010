// The calls that open a TCP conversation, one by one. The names it
// prints are the system's.
//
//   npx tsx lessons/01-socket-concepts/stream-calls.ts

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: stream-calls.ts');
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
  console.log(`${who}  ${call.padEnd(11)}  ${result}`);
}

function fail(error: unknown) {
  // A failure may come by two ways; one line is enough.
  if (process.exitCode === 1) return;
  const { message } = error as Error;
  console.error(signal.aborted ? 'not done in 5 seconds' : message);
  process.exitCode = 1;
}

try {
  // #region opening
  const server = createServer();
  server.on('error', fail);
  server.listen({ host, port: 0, signal });
  await once(server, 'listening', { signal });
  const { port } = server.address() as AddressInfo;
  log('server', 'bind', `${host}:${port}`);
  log('server', 'listen', `listening: ${server.listening}`);

  const client = connect({ host, port, signal });
  client.on('error', fail);
  log('client', 'connect', `still connecting: ${client.connecting}`);

  const [peer] = await once(server, 'connection', { signal });
  peer.on('error', fail);
  signal.addEventListener('abort', () => peer.destroy());
  log('server', 'accept', `${peer.remoteAddress}:${peer.remotePort}`);

  if (client.connecting) await once(client, 'connect', { signal });
  const { localAddress, localPort, remoteAddress, remotePort } = client;
  log('client', 'getsockname', `${localAddress}:${localPort}`);
  log('client', 'getpeername', `${remoteAddress}:${remotePort}`);

  const other = connect({ host, port: Number(localPort), signal });
  const [refusal] = await once(other, 'error', { signal });
  log('other ', 'connect', refusal.code);

  server.close();
  log('server', 'close', `listening: ${server.listening}`);
  client.destroy();
  peer.destroy();
  // #endregion opening
} catch (error) {
  fail(error);
}
