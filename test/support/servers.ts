import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type ListenOptions, type Server, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';
import { type TestContext, vi } from 'vitest';
import type { Lab } from '../../scripts/lab/lab.ts';
import { patience } from './patience.ts';

/** Starts a server. Closes it and its connections when the test is over. By default, the system chooses the port. */
export async function startServer(
  context: TestContext,
  where: ListenOptions,
  greet: (socket: Socket) => void = (socket) => socket.resume(),
): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.on('error', () => {});
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    greet(socket);
  });
  context.onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server.listen({ port: 0, ...where }), 'listening');
  return server;
}

/**
 * A port that answers one connection request and no other: its server accepts no connection, and its accept queue has one
 * free place (on Linux, a queue with backlog 1 holds two connections).
 */
export async function answersOnce(context: TestContext, host: string): Promise<number> {
  const workerData = { host, port: 0 };
  const thread = new Worker(new URL('../../scripts/lab/filtered-worker.mjs', import.meta.url), {
    workerData,
    execArgv: [],
  });
  context.onTestFinished(async () => {
    await thread.terminate();
  });
  const [{ port }] = await once(thread, 'message');
  const first = connect({ host, port });
  context.onTestFinished(() => {
    first.destroy();
  });
  await once(first, 'connect');
  return port;
}

const host = '127.0.0.1';

/** Listens on a port of 127.0.0.1 for a moment. @throws the system's error if the port is taken */
export async function takePort(port: number): Promise<void> {
  const server = createServer().listen({ port, host });
  await once(server, 'listening');
  server.close();
  await once(server, 'close');
}

/** Whether a program listens on a port of 127.0.0.1. */
const isListenedOn = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host, port });
    socket.on('error', () => resolve(false));
    socket.on('connect', () => {
      socket.resetAndDestroy();
      resolve(true);
    });
  });

/**
 * Whether a process has a socket with this local port. Linux lists them (proc_net_tcp.rst in the kernel's documentation); a socket
 * that only the system still holds, as in TIME-WAIT, has the inode 0. Elsewhere only one that listens is found.
 */
async function isHeld(protocol: 'tcp' | 'udp', port: number): Promise<boolean> {
  if (!existsSync('/proc/net/tcp')) return isListenedOn(port);
  const local = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return [protocol, `${protocol}6`]
    .map((name) => `/proc/net/${name}`)
    .filter((file) => existsSync(file))
    .flatMap((file) => readFileSync(file, 'utf8').trim().split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .some(([, address, , , , , , , , inode]) => address?.endsWith(local) && inode !== '0');
}

/**
 * Waits until a port of 127.0.0.1 can be taken again after all processes that used it have ended, which the caller has seen. If
 * the system itself held it, it would hold it for a minute: TIME-WAIT is 60 s on Linux. If another process has it, the system
 * gave it away, so it was free.
 */
export const freed = (port: number, take = takePort): Promise<void> =>
  vi.waitFor(async () => {
    try {
      await take(port);
    } catch (error) {
      const isTcp = (error as NodeJS.ErrnoException).syscall === 'listen';
      if (!(await isHeld(isTcp ? 'tcp' : 'udp', port))) throw error;
    }
  }, patience);

export const portOf = (server: Server) => (server.address() as AddressInfo).port;

const flood = Buffer.alloc(1_000_000, 'x');

/** What a server may do with a client, from a normal end to a reset. */
export const manners: ((socket: Socket) => void)[] = [
  (socket) => socket.resume(),
  (socket) => socket.resetAndDestroy(),
  (socket) => socket.end('220 good day and goodbye\r\n'),
  (socket) => socket.destroy(),
  (socket) => socket.write(flood),
];

/** Skips a test if the lab has no such host or no such service on this machine. */
export function needs(context: TestContext, lab: Lab, host: string, service?: string): void {
  context.skip(host === '::1' && lab.missing.some((one) => one.name === 'IPv6'), 'no IPv6 on this machine');
  if (service === undefined) return;
  const missing = lab.missing.some((one) => one.name === service && one.why.startsWith(`on ${host}:`));
  context.skip(missing, `no ${service} port on ${host} on this machine`);
}
