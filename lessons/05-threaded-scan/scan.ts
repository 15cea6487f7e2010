// A port scanner. Many workers take ports from one queue. The scanner
// finds out how many workers to run and how long to wait.
//
//   npx tsx lessons/05-threaded-scan/scan.ts [host=127.0.0.1]
//     [workers] [--ports 1-65535] [--timeout MS]

import { lookup } from 'node:dns/promises';
import { runCommand } from './command.ts';
import type { Answer, Prober } from './prober.ts';
import type { ScanOptions, ScanResult } from './result.ts';
import { isLoopback } from './target.ts';
import { TimeoutEstimate } from './timeout.ts';
import { ConcurrencyWindow } from './window.ts';
import { WorkerPool } from './worker-pool.ts';

/** How often a silent port is probed at most. */
const maxRounds = 8;
/**
 * Scans ports of one host over TCP: asks each for a connection, many
 * at once. A name is looked up once, and one address is scanned.
 * @param host an IP address or a name
 * @returns the ports by answer. A scan that is aborted, or cannot go
 *   on (`failure`), resolves too, with its results so far
 * @throws RangeError for a bad option; the lookup's error for an
 *   unknown name
 */
export async function scan(
  host: string,
  options: ScanOptions,
): Promise<ScanResult> {
  const { workers, timeout, signal, onProgress } = options;
  if (!((workers ?? 1) >= 1)) {
    throw new RangeError(`bad workers: ${workers}`);
  }
  if (!((timeout ?? 1) >= 1)) {
    throw new RangeError(`bad timeout: ${timeout}`);
  }
  const isPort = (port: number) => port >= 1 && port <= 65_535;
  const bad = options.ports.find((port) => !isPort(port));
  if (bad !== undefined) throw new RangeError(`bad port: ${bad}`);
  const ports = [...new Set(options.ports)].sort((a, b) => a - b);
  const { address } = await lookup(host, { order: 'ipv4first' });
  const start = performance.now();

  // Given numbers are fixed. Otherwise the timeout starts at 1 s, as
  // in RFC 6298, or at 100 ms on loopback, which answers sooner.
  const estimate = new TimeoutEstimate(
    timeout ?? (isLoopback(address) ? 100 : 1000),
  );
  const window = new ConcurrencyWindow(workers ?? 64, workers ?? 4096);
  const found: Record<'open' | 'closed' | 'filtered', number[]> = {
    open: [],
    closed: [],
    filtered: [],
  };
  const answered = () => found.open.length + found.closed.length;
  // How many filtered ports were not silent, by error code.
  let errors: Record<string, number> = {};
  // Ports that answered before. Each later round probes them again,
  // and counts the probes that get no answer.
  let controlPorts: number[] = [];
  let alive = true;
  let lost = 0;

  const pool = new WorkerPool(
    address,
    estimate,
    window,
    signal,
    onAnswer,
  );
  function onAnswer(port: number, answer: Answer, prober: Prober) {
    const heard = answer === 'open' || answer === 'closed';
    if (heard && timeout === undefined) estimate.addSample(prober.rtt);
    alive ||= heard;
    if (controlPorts.includes(port)) {
      lost += heard ? 0 : 1;
      return;
    }
    if (answer === 'unreachable') {
      const { code = '' } = prober.error;
      errors[code] = (errors[code] ?? 0) + 1;
    }
    found[heard ? answer : 'filtered'].push(port);
    const done = answered() + found.filtered.length;
    onProgress?.({ done, total: ports.length });
  }

  signal?.addEventListener('abort', pool.abort);
  // #region rounds
  pool.queue = ports.toReversed();
  await pool.probeAll();
  const atOnce = answered();

  // A packet may have been lost, so silent ports are probed again,
  // for as long as late answers come, or answers get lost.
  let rounds = 1;
  let helped = true;
  while (helped && found.filtered.length > 0 && rounds < maxRounds) {
    if (signal?.aborted || pool.failure !== undefined) break;
    const before = answered() + lost;
    controlPorts = [...found.open.slice(-2), ...found.closed.slice(-2)];
    alive = controlPorts.length === 0;
    const thrice = [...controlPorts, ...controlPorts, ...controlPorts];
    pool.queue = [...thrice, ...found.filtered.reverse()];
    found.filtered = [];
    errors = {};
    rounds += 1;
    await pool.probeAll();
    helped = alive && answered() + lost > before;
  }
  // #endregion rounds
  signal?.removeEventListener('abort', pool.abort);
  const { failure } = pool;
  if (failure && failure.errno === undefined) throw failure;

  // After the first round, ports in the queue were silent before.
  const waiting = pool.queue.filter(
    (port) => !controlPorts.includes(port),
  );
  const left = rounds === 1 ? waiting : [];
  if (rounds > 1) found.filtered.push(...waiting);
  const late = answered() - atOnce;
  const notSilent = Object.values(errors).reduce((a, b) => a + b, 0);
  const ascending = (list: number[]) => list.sort((a, b) => a - b);
  return {
    address,
    open: ascending(found.open),
    closed: ascending(found.closed),
    filtered: ascending(found.filtered),
    left: ascending(left),
    failure: failure?.errno,
    silent: found.filtered.length - notSilent,
    errors,
    rounds,
    late,
    uncertain: late > 0 || lost > 0 || waiting.length > left.length,
    gone: !alive && failure === undefined && !signal?.aborted,
    seconds: (performance.now() - start) / 1000,
    workers: Math.min(window.size, pool.peakWorkers),
    limits: pool.limits,
  };
}

// #region guard
if (import.meta.main) {
  await runCommand(process.argv.slice(2), {
    usage:
      'usage: scan.ts [host=127.0.0.1] [workers] ' +
      '[--ports 1-65535] [--timeout MS]',
    counted: 'workers',
    most: 65_535,
    scan: (host, options, workers) =>
      scan(host, { ...options, workers }),
  });
} else if (import.meta.main === undefined) {
  console.error(
    'Node 22.18, or 24.2 or newer, is needed: ' +
      `this is ${process.version}`,
  );
  process.exit(1);
}
// #endregion guard
