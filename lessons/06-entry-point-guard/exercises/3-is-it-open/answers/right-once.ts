// Waits with once and a signal, and returns the exit code from main.

import { once } from 'node:events';
import { Socket } from 'node:net';

export async function isOpen(port: number) {
  const socket = new Socket();
  const signal = AbortSignal.timeout(1000);
  try {
    socket.connect(port, '127.0.0.1');
    await once(socket, 'connect', { signal });
    const near = `${socket.localAddress} ${socket.localPort}`;
    const far = `${socket.remoteAddress} ${socket.remotePort}`;
    return near !== far;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    return ['ECONNRESET', 'EPIPE'].includes(code);
  } finally {
    socket.on('error', () => {}).destroy();
  }
}

async function main(args: string[]): Promise<0 | 1 | 2> {
  const [text] = args;
  const isNumber = text !== undefined && /^[0-9]{1,5}$/.test(text);
  const port = isNumber ? Number(text) : 0;
  if (args.length !== 1 || port < 1 || port > 65_535) {
    console.error(`bad arguments: "${args.join(' ')}"`);
    return 2;
  }
  const open = await isOpen(port);
  console.log(port, open ? 'is open' : 'is not open');
  return open ? 0 : 1;
}

if (import.meta.main) {
  process.exitCode = await main(process.argv.slice(2));
}
