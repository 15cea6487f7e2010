import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

const errors = ['EADDRINUSE', 'EACCES'];

/** Listens on a port of 127.0.0.1, and stops at once. @throws if that is not possible */
async function tryTcp(port: number): Promise<void> {
  const server = createServer().listen({ port, host: '127.0.0.1' });
  await once(server, 'listening');
  await new Promise((closed) => server.close(closed));
}

/** Whether a program can listen on a TCP port of 127.0.0.1 now. */
export async function isFree(port: number): Promise<boolean> {
  try {
    await tryTcp(port);
    return true;
  } catch (error) {
    if (!errors.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    return false;
  }
}

/** Below the ports that the system chooses itself (Linux: from 32768 on; macOS and Windows: from 49152 on). */
const [lowest, highest] = [20_000, 30_000];

/**
 * A port of 127.0.0.1 that is free now, for a program that must use the port it is given. Another program may take it before
 * that program does: try a program that reports the port as taken again with another one.
 */
export async function freePort(protocol: 'tcp' | 'udp'): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    try {
      if (protocol === 'tcp') await tryTcp(port);
      else {
        const socket = createSocket('udp4').bind(port, '127.0.0.1');
        await once(socket, 'listening');
        await new Promise<void>((closed) => socket.close(closed));
      }
      return port;
    } catch (error) {
      if (!errors.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
}
