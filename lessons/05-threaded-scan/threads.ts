// The same scan with real threads. Each thread runs scan() on a
// share of the ports; the main thread scans the first share.
//
//   npx tsx lessons/05-threaded-scan/threads.ts [host=127.0.0.1]
//     [threads=2] [--ports 1-65535] [--timeout MS]

import { lookup } from 'node:dns/promises';
import { Worker } from 'node:worker_threads';
import { runCommand } from './command.ts';
import type { ScanOptions, ScanResult } from './result.ts';
import { scan } from './scan.ts';

/** What one thread scans; `workers` is its own share. */
export interface Share {
  address: string;
  ports: number[];
  workers: number | undefined;
  timeout: number | undefined;
}

/**
 * Scans as `scan()` does, with several threads.
 * @param host an IP address or a name
 * @param options as for `scan()`; `workers` is the sum over all
 *   threads, and there is no progress
 * @throws as `scan()` does
 */
export async function scanWithThreads(
  host: string,
  options: ScanOptions,
  threads = 2,
): Promise<ScanResult> {
  const { workers, timeout, signal } = options;
  const same = { workers, timeout, signal };
  const ports = [...new Set(options.ports)];
  const { address } = await lookup(host, { order: 'ipv4first' });
  const start = performance.now();

  // #region deal
  // Deals the ports in turn, so that all shares are alike.
  const most = Math.min(ports.length, workers ?? ports.length);
  const count = Math.max(1, Math.min(threads, most));
  const deal = (thread: number): Share => ({
    address,
    ports: ports.filter((_, index) => index % count === thread),
    // Rounded so that the sum over all threads is `workers`.
    workers: workers && Math.floor((workers + thread) / count),
    timeout,
  });
  const shares = Array.from({ length: count }, (_, at) => deal(at));
  const [mine = deal(0), ...others] = shares;
  const limits: Record<string, number> = {};
  const [first, ...rest] = await Promise.all([
    scan(address, { ...mine, signal }),
    ...others.map((share) =>
      runThread(share, signal).catch(({ code = 'no thread' }) => {
        limits[code] = (limits[code] ?? 0) + 1;
        return share;
      }),
    ),
  ]);
  // #endregion deal

  // A thread needs descriptors, too. Without them it cannot start,
  // or ends early. Its remaining ports are scanned here.
  const parts = [first, ...rest.filter((part) => 'open' in part)];
  let together = parts.reduce((sum, part) => sum + part.workers, 0);
  const unprobed = rest.flatMap((part) =>
    'open' in part ? [] : part.ports,
  );
  for (const part of parts) {
    if (part.failure === undefined) continue;
    unprobed.push(...part.left);
    part.left = [];
    part.failure = undefined;
  }
  if (unprobed.length > 0) {
    const last = await scan(address, { ...same, ports: unprobed });
    together = Math.max(together, last.workers);
    parts.push(last);
  }

  const all = (name: 'open' | 'closed' | 'filtered' | 'left') =>
    parts.flatMap((part) => part[name]).sort((a, b) => a - b);
  const sum = (name: 'silent' | 'late') =>
    parts.reduce((before, part) => before + part[name], 0);
  const errors: Record<string, number> = {};
  for (const part of parts) {
    addUp(limits, part.limits);
    addUp(errors, part.errors);
  }
  const open = all('open');
  const closed = all('closed');
  // The ports of one thread may be silent while the host is up, so
  // ports that answered any thread are probed once more.
  let gone = parts.some((part) => part.gone);
  if (gone) {
    const controlPorts = [...open.slice(-2), ...closed.slice(-2)];
    const now = await scan(address, { ...same, ports: controlPorts });
    gone = now.open.length + now.closed.length === 0;
  }
  return {
    address,
    open,
    closed,
    filtered: all('filtered'),
    left: all('left'),
    failure: parts.find((part) => part.failure !== undefined)?.failure,
    silent: sum('silent'),
    errors,
    rounds: Math.max(...parts.map((part) => part.rounds)),
    late: sum('late'),
    uncertain: parts.some((part) => part.uncertain),
    gone: gone && !signal?.aborted,
    seconds: (performance.now() - start) / 1000,
    workers: together,
    limits,
  };
}

/** Adds counts to counts of the same name. */
function addUp(
  sums: Record<string, number>,
  more: Record<string, number>,
) {
  for (const [name, count] of Object.entries(more)) {
    sums[name] = (sums[name] ?? 0) + count;
  }
}

// #region thread
async function runThread(
  share: Share,
  signal: AbortSignal | undefined,
): Promise<ScanResult> {
  const thread = new Worker(new URL('./thread.ts', import.meta.url), {
    workerData: share,
  });
  const stop = () => thread.postMessage('stop');
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  return new Promise((resolve, reject) => {
    thread.on('message', resolve);
    thread.on('error', reject);
    thread.on('exit', () => {
      signal?.removeEventListener('abort', stop);
      reject(new Error('a thread ended without a result'));
    });
  });
}
// #endregion thread

if (import.meta.main) {
  // #region arguments
  await runCommand(process.argv.slice(2), {
    usage:
      'usage: threads.ts [host=127.0.0.1] [threads=2] ' +
      '[--ports 1-65535] [--timeout MS]',
    counted: 'threads',
    most: 64,
    scan: (host, options, threads) =>
      scanWithThreads(host, options, threads),
  });
  // #endregion arguments
} else if (import.meta.main === undefined) {
  console.error(
    'Node 22.18, or 24.2 or newer, is needed: ' +
      `this is ${process.version}`,
  );
  process.exit(1);
}
