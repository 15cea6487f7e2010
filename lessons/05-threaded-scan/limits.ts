// Meets two limits of your own machine: each connection needs its
// own four values, and a process has a number of descriptors.
//
//   npx tsx lessons/05-threaded-scan/limits.ts [sockets=100]

import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';

const usage = 'usage: limits.ts [sockets=100]';
const [text = '100', extra] = process.argv.slice(2);
if (text === '--help') {
  console.log(usage);
  process.exit(0);
}
const wanted = Number(text);
if (!/^\d+$/.test(text) || wanted < 1 || wanted > 100_000) {
  console.error(`bad sockets "${text}": a number from 1 to 100000`);
  process.exit(2);
}
if (extra !== undefined) {
  console.error(`bad argument "${extra}": one number at most`);
  process.exit(2);
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

const host = '127.0.0.1';

async function startServer() {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.resume();
  });
  await once(server.listen(0, host), 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

const first = await startServer();
const second = await startServer();

// #region names
// From one local port: two connections to different ports, then
// another one with the same four values as the first.
const sockets = [];
let localPort = 0;
for (const { port } of [first, second, first]) {
  const socket = connect({ host, port, localAddress: host, localPort });
  socket.on('error', () => {});
  socket.setTimeout(5000, () => {
    socket.destroy(new Error('no answer for 5 seconds'));
  });
  sockets.push(socket);
  try {
    await once(socket, 'connect');
    localPort = socket.localPort ?? 0;
    console.log(`port ${localPort} to port ${port}: connected`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    console.log(`port ${localPort} to port ${port}: ${code}`);
  }
}
for (const socket of sockets) socket.resetAndDestroy();
for (const { server } of [first, second]) server.close();
// #endregion names

// #region descriptors
const held = [];
let limit = 'no limit met';
try {
  while (held.length < wanted) {
    const socket = createSocket('udp4').bind(0, host);
    await once(socket, 'listening');
    socket.on('error', () => {});
    held.push(socket);
  }
} catch (error) {
  limit = `then ${(error as NodeJS.ErrnoException).code}`;
}
console.log(`${held.length} sockets open at once, ${limit}`);
for (const socket of held) socket.close();
// #endregion descriptors
