// Sees the connection requests to a port that never answers. No server can see them.
import { readFileSync } from 'node:fs';

/** How often the table is read, ms. */
const pace = 15;
/** Linux's table of the TCP sockets of IPv4, proc(5). */
const table = '/proc/net/tcp';
/** The state of a socket that has sent its request and has no answer (include/net/tcp_states.h). */
const synSent = '02';

/** One request that waits for its answer: between which times it began, and between which times its socket was given up, ms of performance.now(). */
export interface Request {
  /** The port that was asked. */
  port: number;
  begin: [number, number];
  end: [number, number];
}

/** The requests since the watch began. `stop` ends the watch. */
export interface Requests {
  /** In the order in which they began. */
  all(): Request[];
  stop(): void;
}

/**
 * Watches the requests for a connection to ports of 127.0.0.1 that do not answer.
 * @returns undefined if this system does not show them
 */
export function watchRequests(ports: readonly number[]): Requests | undefined {
  const wanted = new Set(ports.map((port) => `0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`));
  /** The sockets that wait, by both of their ends. */
  const waiting = () =>
    readFileSync(table, 'latin1')
      .split('\n')
      .map((line) => line.trim().split(/\s+/, 4))
      .filter(([, , remote = '', state]) => state === synSent && wanted.has(remote))
      .map(([, local, remote]) => `${local} ${remote}`);
  let before: string[];
  try {
    before = waiting();
  } catch {
    return undefined;
  }
  const requests = new Map<string, Request>();
  let last = performance.now();
  const look = () => {
    const start = performance.now();
    const now = waiting();
    const end = performance.now();
    for (const socket of now) {
      const request = requests.get(socket);
      if (request) request.end = [start, Number.POSITIVE_INFINITY];
      else if (!before.includes(socket)) {
        const port = Number.parseInt(socket.slice(-4), 16);
        requests.set(socket, { port, begin: [last, end], end: [start, Number.POSITIVE_INFINITY] });
      }
    }
    for (const [socket, request] of requests) {
      if (!now.includes(socket)) request.end[1] = Math.min(request.end[1], end);
    }
    last = start;
  };
  const timer = setInterval(look, pace);
  return { all: () => [...requests.values()], stop: () => clearInterval(timer) };
}
