// Sees the connection requests to a port that never answers. No server can see them.
import { readFileSync } from 'node:fs';
import { endpointOf, states } from './sockets.ts';

/** How often the table is read, ms. */
const pace = 15;
/** Linux's table of the TCP sockets of IPv4, proc(5). */
const table = '/proc/net/tcp';

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

/** All sockets of the machine that wait for an answer to their request, as "LOCAL REMOTE". */
function waitingSockets(): string[] {
  const sent = new RegExp(`^ *\\d+: (\\S+) (\\S+) ${states.connecting} `, 'gm');
  return [...readFileSync(table, 'latin1').matchAll(sent)].map(([, local, remote]) => `${local} ${remote}`);
}

/** Gets each reading of the table: its beginning and its end, ms of performance.now(), and the sockets. */
type Reader = (start: number, end: number, sockets: readonly string[]) => void;

const readers = new Set<Reader>();
let timer: NodeJS.Timeout | undefined;

/** Reading the table takes some ms on a machine with much memory: one reading serves all judgements of this process. */
function readTable(): void {
  const start = performance.now();
  const sockets = waitingSockets();
  const end = performance.now();
  for (const reader of readers) reader(start, end, sockets);
}

/**
 * Watches the requests for a connection to ports of 127.0.0.1 that do not answer.
 * @returns undefined if this system does not show them
 */
export function watchRequests(ports: readonly number[]): Requests | undefined {
  const remotes = ports.map((port) => ` ${endpointOf(port)}`);
  const isWanted = (socket: string) => remotes.some((remote) => socket.endsWith(remote));
  let before: string[];
  try {
    before = waitingSockets().filter(isWanted);
  } catch {
    return undefined;
  }
  const requests = new Map<string, Request>();
  let last = performance.now();
  const look: Reader = (start, end, sockets) => {
    const now = sockets.filter(isWanted);
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
  readers.add(look);
  timer ??= setInterval(readTable, pace);
  return {
    all: () => [...requests.values()],
    stop() {
      readers.delete(look);
      if (readers.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    },
  };
}
