// Writes the line piece by piece, and talks on standard error.

import { once } from 'node:events';
import { Socket } from 'node:net';

const socket = new Socket({ allowHalfOpen: true });
socket.connect(Number(process.argv[2]), '127.0.0.1');
console.error('connecting');
await once(socket, 'ready');
const { localAddress, localPort } = socket;
process.stdout.write(`${localAddress}:${localPort}`);
process.stdout.write(' -> ');
process.stdout.write(`${socket.remoteAddress}:${socket.remotePort}`);
socket.destroy();
