// Where does one message end? Two TCP writes may arrive as one chunk
// or as two. Two UDP datagrams stay two.
//
//   npx tsx lessons/02-create-sockets/chunks.ts

import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, Socket } from 'node:net';

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
function overTcp(readBetween: boolean): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const chunks: string[] = [];
    const sender = new Socket({ signal, noDelay: true });
    sender.on('error', reject);

    const server = createServer({ pauseOnConnect: true }, (reader) => {
      server.close();
      reader.on('error', reject);
      reader.on('data', (chunk) => chunks.push(String(chunk)));
      reader.on('end', () => resolve(chunks));

      sender.write('one');
      if (readBetween) {
        reader.once('data', () => sender.end('two'));
        reader.resume();
      } else {
        sender.end('two', () => reader.resume());
      }
    });
    server.on('error', reject);
    server.listen({ port: 0, host, signal }, () => {
      const { port } = server.address() as AddressInfo;
      sender.connect({ port, host });
    });
  });
}
// #endregion tcp

// #region udp
function overUdp(): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const messages: string[] = [];
    const socket = createSocket({ type: 'udp4', signal });
    const fail = (error: Error) => {
      reject(error);
      socket.unref(); // the program need not wait for it
    };
    socket.on('error', fail);
    socket.on('message', (message) => {
      messages.push(String(message));
      if (messages.length === 2) socket.close();
    });
    socket.on('close', () => {
      if (signal.aborted) reject(signal.reason);
      else resolve(messages);
    });
    socket.bind(0, host, () => {
      const { port } = socket.address();
      const onSent = (error: Error | null) => error && fail(error);
      socket.send('one', port, host, onSent);
      socket.send('two', port, host, onSent);
    });
  });
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
