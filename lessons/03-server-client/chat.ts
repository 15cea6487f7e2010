// A chat with the echo server: it sends each line that you type, and
// shows what comes back, until you end the input with Ctrl-D.
//
//   npx tsx lessons/03-server-client/chat.ts [port]

import { connect } from 'node:net';
import { createInterface } from 'node:readline';

const args = process.argv.slice(2);
if (args.includes('--help')) {
  console.log('usage: chat.ts [port=8889]');
  process.exit(0);
}
const [portText = '8889', extra] = args;
const port = Number(portText);

function refuse(reason: string): never {
  console.error(reason);
  process.exit(2);
}
if (!/^\d+$/.test(portText) || port < 1 || port > 65535) {
  refuse(`bad port "${portText}": a number from 1 to 65535`);
}
if (extra !== undefined) refuse(`bad argument "${extra}": only a port`);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// #region chat
const socket = connect({ port, host: '127.0.0.1' });
const typed = createInterface({ input: process.stdin });
const replies = createInterface({ input: socket });

socket.on('connect', () => console.log('connected: type a line'));
typed.on('line', (line) => socket.write(`${line}\n`));
replies.on('line', (line) => console.log(`server: ${line}`));
typed.on('close', () => socket.end());
// #endregion chat

function fail(reason: string) {
  console.error(`127.0.0.1:${port}: ${reason}`);
  process.exitCode = 1;
}
replies.on('error', () => {}); // the socket reports it
socket.on('error', (error) => fail(error.message));
socket.on('end', () => socket.writableEnded || fail('left early'));
// The server waits for 30 seconds; this is for one that does not.
socket.setTimeout(40_000, () => socket.destroy());
socket.on('close', () => typed.close());
