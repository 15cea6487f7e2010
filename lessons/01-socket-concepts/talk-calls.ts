// The calls of a TCP conversation, one by one, and how its two ends
// finish it. The names it prints are the system's.
//
//   npx tsx lessons/01-socket-concepts/talk-calls.ts

import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: talk-calls.ts');
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
  console.log(`${who}  ${call.padEnd(8)}  ${result}`);
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
  const server = createServer({ allowHalfOpen: true });
  server.on('error', fail);
  server.listen({ host, port: 0, signal });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  log('server', 'listen', `${host}:${port}`);

  const client = connect({ host, port, signal });
  client.on('error', fail);
  const [peer] = await once(server, 'connection', { signal });
  peer.on('error', fail);
  signal.addEventListener('abort', () => peer.destroy());
  server.close();
  log('server', 'close', `listening: ${server.listening}`);
  // #endregion opening

  // #region conversation
  client.setTimeout(3000, () => {
    client.destroy(new Error('silent for 3 seconds'));
  });

  client.write('hello');
  log('client', 'send', '"hello"');
  const [bytes] = await once(peer, 'data', { signal });
  log('server', 'recv', `"${bytes}"`);

  client.end();
  log('client', 'shutdown', 'nothing more from me');
  await once(peer, 'end', { signal });
  log('server', 'recv', 'the end');

  peer.end('bye\n');
  for await (const line of createInterface({ input: client })) {
    log('client', 'recv', `the line "${line}"`);
  }
  // #endregion conversation
} catch (error) {
  fail(error);
}
