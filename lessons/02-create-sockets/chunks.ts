// Where does one message end? Two TCP writes may arrive as one chunk
// or as two. Two UDP datagrams stay two.
//
//   npx tsx lessons/02-create-sockets/chunks.ts

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

const [argument] = process.argv.slice(2);
if (argument === '--help') {
  console.log('usage: chunks.ts');
  process.exit(0);
}
if (argument !== undefined) {
  console.error(`bad argument "${argument}": chunks.ts takes none`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';
const signal = AbortSignal.timeout(5000);

// #region tcp
async function overTcp(readEarly: boolean): Promise<string[]> {
  const pieces: string[] = [];
  const server = createServer({ pauseOnConnect: true });
  await once(server.listen({ port: 0, host, signal }), 'listening');
  const { port } = server.address() as AddressInfo;
  const sender = connect({ port, host, signal, noDelay: true });
  const accepted = once(server, 'connection');
  await once(sender, 'connect');
  const [reader] = await accepted;
  server.close();
  // A reset shows at the reader, and once() below passes it on.
  for (const end of [sender, reader]) end.on('error', () => {});
  reader.on('data', (chunk: Buffer) => pieces.push(String(chunk)));
  sender.write('one');
  if (readEarly) reader.once('data', () => sender.end('two')).resume();
  else sender.end('two', () => reader.resume());
  await once(reader, 'end', { signal });
  return pieces;
}
// #endregion tcp

// #region udp
async function overUdp(): Promise<string[]> {
  const pieces: string[] = [];
  const socket = createSocket('udp4');
  socket.on('error', () => {}); // once() passes it on
  socket.on('message', (message) => pieces.push(String(message)));
  const onSent = (error: Error | null) => {
    if (error) socket.emit('error', error);
  };
  try {
    await once(socket.bind(0, host), 'listening', { signal });
    const { port } = socket.address();
    socket.send('one', port, host, onSent);
    socket.send('two', port, host, onSent);
    while (pieces.length < 2) await once(socket, 'message', { signal });
    return pieces;
  } finally {
    socket.close();
  }
}
// #endregion udp

function show(done: string, pieces: string[]) {
  const list = pieces.map((piece) => `"${piece}"`).join(' ');
  console.log(`${done.padEnd(26)}${pieces.length}       ${list}`);
}

console.log('what was done             pieces  what came');
try {
  show('TCP: write, write, read', await overTcp(false));
  show('TCP: write, read, write', await overTcp(true));
  show('UDP: send, send, receive', await overUdp());
} catch (error) {
  const late = signal.aborted && 'nothing came within 5 seconds';
  console.error(late || (error as Error).message);
  process.exitCode = 1;
}
