// Sends both texts out of one buffer, and says on standard error what
// it does.

import { createSocket } from 'node:dgram';
import { promisify } from 'node:util';

const [port, first = '', second = ''] = process.argv.slice(2);
const socket = createSocket('udp4');
const send = promisify(socket.send.bind(socket)) as (
  message: Uint8Array,
  offset: number,
  length: number,
  port: number,
  host: string,
) => Promise<number>;

const all = Buffer.from(first + second);
const middle = Buffer.byteLength(first);
const rest = all.length - middle;
console.error(`to port ${port}`);
await send(all, 0, middle, Number(port), '127.0.0.1');
await send(all, middle, rest, Number(port), '127.0.0.1');
socket.close();
process.stdout.write(`${middle} bytes\n${rest} bytes`);
