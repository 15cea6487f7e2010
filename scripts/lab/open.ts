// Opens one TCP or UDP server on a loopback address. No client can crash it, and it can be closed at any moment.
import { createSocket, type RemoteInfo, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** An open service: its port, and a function that closes it. */
export interface Opened {
  port: number;
  close(): Promise<void>;
}

/** Handles one datagram of a UDP server. */
export type OnDatagram = (server: UdpSocket, data: Buffer, peer: RemoteInfo) => void;

/** A connection without a byte in either direction for this time is closed, ms. */
export const idleLimit = 120_000;

/** The most connections of a server at once. Further ones are closed immediately. */
const mostConnections = 4096;

/** Listens with `server` on HOST:PORT (0: the system chooses). Resolves when it listens. */
export async function openTcp(server: Server, host: string, port: number, idle: number = idleLimit): Promise<Opened> {
  const clients = new Set<Socket>();
  server.maxConnections = mostConnections;
  server.prependListener('connection', (socket) => {
    clients.add(socket);
    socket.on('close', () => clients.delete(socket));
    socket.on('error', () => {}); // a reset by the client: 'close' follows
    socket.setTimeout(idle, () => socket.destroy());
  });
  server.listen({ host, port, backlog: mostConnections });
  await once(server, 'listening');
  server.on('error', () => {}); // a connection could not be accepted: the server keeps listening
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of clients) socket.destroy();
      await closed;
    },
  };
}

/** Receives datagrams on HOST:PORT (0: the system chooses). Resolves when it is bound. */
export async function openUdp(onDatagram: OnDatagram, host: string, port: number): Promise<Opened> {
  const server = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  server.on('message', (data, peer) => onDatagram(server, data, peer));
  server.bind({ address: host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    server.close();
    throw error;
  }
  server.on('error', () => {}); // one datagram could not be sent or read
  return {
    port: server.address().port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
