// A port scanner: many workers ask, and all take from one queue.
//
//   npx tsx lessons/05-threaded-scan/scan.ts [host=127.0.0.1]
//     [workers=500] [--ports 1-65535] [--timeout 1000]

import { lookup } from 'node:dns/promises';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, check } from './check.ts';
import { runCommand } from './command.ts';

export interface ScanOptions {
  /** The ports to ask, 1 to 65535, in any order. */
  ports: readonly number[];
  /** The most connections at once; 500 if left out. */
  workers?: number | undefined;
  /** How long to wait for one answer, ms; 1000 if left out. */
  timeout?: number | undefined;
  /** Stops the scan when it is aborted. */
  signal?: AbortSignal | undefined;
  /** Called after each answer. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  done: number;
  total: number;
}

export interface ScanResult {
  /** The address that was asked. */
  address: string;
  /** The ports by answer, each list ascending. */
  open: number[];
  closed: number[];
  filtered: number[];
  /** The ports without an answer: empty, unless aborted. */
  left: number[];
  seconds: number;
  /** The workers left: fewer, if a limit of ours was met. */
  workers: number;
  /** How often each limit of ours was met, by error code. */
  limits: Record<string, number>;
}

// These speak of this machine, never of the port.
const ourLimits = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'EAGAIN',
]);

/**
 * Scans ports of one host over TCP: asks each for a connection, many
 * at once. A name is looked up once, and one address is scanned.
 * @param host an IP address or a name
 * @returns the ports by answer. An aborted scan resolves too, with
 *   what is known by then; the other ports are in `left`
 * @throws RangeError for a bad option; the lookup's error for an
 *   unknown name; the system's error if it lets us ask nothing
 */
export async function scan(
  host: string,
  options: ScanOptions,
): Promise<ScanResult> {
  const { workers = 500, timeout = 1000, signal } = options;
  if (!(workers >= 1)) throw new RangeError(`bad workers: ${workers}`);
  if (!(timeout >= 1)) throw new RangeError(`bad timeout: ${timeout}`);
  const ports = [...new Set(options.ports)].sort((a, b) => a - b);
  for (const port of ports) {
    const known = port >= 1 && port <= 65_535;
    if (!known) throw new RangeError(`bad port: ${port}`);
  }
  const { address } = await lookup(host, { order: 'ipv4first' });
  const start = performance.now();

  const queue = ports.toReversed();
  const found: Record<Answer, number[]> = {
    open: [],
    closed: [],
    filtered: [],
  };
  const limits: Record<string, number> = {};
  let width = Math.min(workers, ports.length);
  let working = width;
  let done = 0;
  // 100 ms apart: they last 5 seconds, and one timeout.
  const lastTries = 50 + timeout / 100;
  let triesLeft = lastTries;
  let failure: unknown;
  const inFlight = new Set<Socket>();

  // #region worker
  async function worker() {
    while (!signal?.aborted && failure === undefined) {
      const port = queue.pop();
      if (port === undefined) break;
      try {
        const answer = await check(address, port, timeout, inFlight);
        found[answer].push(port);
        done += 1;
        triesLeft = lastTries;
        options.onProgress?.({ done, total: ports.length });
      } catch (error) {
        queue.push(port);
        if (!mayStay(error as NodeJS.ErrnoException)) break;
        await pause(100);
      }
    }
    working -= 1;
  }
  // #endregion worker

  // #region limits
  /** Says whether the worker that met this error shall go on. */
  function mayStay(error: NodeJS.ErrnoException): boolean {
    if (signal?.aborted) return false;
    const { code = '' } = error;
    if (!ourLimits.has(code) || triesLeft <= 0) {
      failure = error;
      return false;
    }
    limits[code] = (limits[code] ?? 0) + 1;
    if (working > 1) {
      width -= 1;
      return false;
    }
    triesLeft -= 1;
    return true;
  }
  // #endregion limits

  // #region start
  const giveUp = () => {
    for (const socket of inFlight) socket.destroy();
  };
  signal?.addEventListener('abort', giveUp);
  await Promise.all(Array.from({ length: width }, worker));
  signal?.removeEventListener('abort', giveUp);
  // #endregion start
  if (failure !== undefined) throw failure;

  const ascending = (list: number[]) => list.sort((a, b) => a - b);
  return {
    address,
    open: ascending(found.open),
    closed: ascending(found.closed),
    filtered: ascending(found.filtered),
    left: ascending(queue),
    seconds: (performance.now() - start) / 1000,
    workers: width,
    limits,
  };
}

// #region guard
if (import.meta.main) {
  await runCommand({
    usage:
      'usage: scan.ts [host=127.0.0.1] [workers=500] ' +
      '[--ports 1-65535] [--timeout 1000]',
    counted: 'workers',
    most: 65_535,
    scan: (host, options, workers) =>
      scan(host, { ...options, workers }),
  });
} else if (import.meta.main === undefined) {
  console.error(
    `Node 24.2 or newer is needed: this is ${process.version}`,
  );
  process.exit(1);
}
// #endregion guard
