// A port scanner: many workers ask, all take from one queue, and the
// scanner finds out how many there may be and how long to wait.
//
//   npx tsx lessons/05-threaded-scan/scan.ts [host=127.0.0.1]
//     [workers] [--ports 1-65535] [--timeout MS]

import { lookup } from 'node:dns/promises';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, Asker } from './asker.ts';
import { runCommand } from './command.ts';
import { Patience } from './patience.ts';
import type { ScanOptions, ScanResult } from './result.ts';
import { isLoopback } from './target.ts';
import { Width } from './width.ts';

// These speak of this machine, never of the port.
const ourLimits = new Set([
  'EMFILE',
  'ENFILE',
  'EADDRNOTAVAIL',
  'ENOBUFS',
  'ENOMEM',
  'EAGAIN',
]);
/** How often a silent port is asked at most. */
const mostRounds = 8;
/** How often a scan looks up from its work, ms. */
const pace = 20;

/**
 * Scans ports of one host over TCP: asks each for a connection, many
 * at once. A name is looked up once, and one address is scanned.
 * @param host an IP address or a name
 * @returns the ports by answer. An aborted scan resolves too, with
 *   what is known by then; the other ports are in `left`
 * @throws RangeError for a bad option; the lookup's error for an
 *   unknown name; the system's error if it lets us ask nothing, or
 *   if there is no way to the host
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
  const ports = [...new Set(options.ports)].sort((a, b) => a - b);
  for (const port of ports) {
    const known = port >= 1 && port <= 65_535;
    if (!known) throw new RangeError(`bad port: ${port}`);
  }
  const { address } = await lookup(host, { order: 'ipv4first' });
  const start = performance.now();

  // Who was told a number keeps to it. Otherwise: RFC 6298 begins
  // with a second; on loopback no packet is under way for long.
  const patience = new Patience(
    timeout ?? (isLoopback(address) ? 100 : 1000),
  );
  const width = new Width(workers ?? 64, workers ?? 4096);
  const total = ports.length;
  const found: Record<Answer, number[]> = {
    open: [],
    closed: [],
    unreachable: [],
    silent: [],
  };
  const answered = () => found.open.length + found.closed.length;
  let queue = ports.toReversed();
  const inFlight = new Set<Asker>();
  const limits: Record<string, number> = {};
  let working = 0;
  let mostWorking = 0;
  let triesLeft = 50;
  let failure: unknown;
  const isOver = () => signal?.aborted || failure !== undefined;

  // Ports that have answered; asked again to see if they still do.
  let witnesses: number[] = [];
  let alive = true;

  // #region worker
  async function worker() {
    const asker = new Asker(address);
    while (working <= width.now && !isOver()) {
      const port = queue.pop();
      if (port === undefined) break;
      inFlight.add(asker);
      try {
        note(port, await asker.ask(port), asker);
      } catch (error) {
        queue.push(port);
        if (!mayStay(error as NodeJS.ErrnoException)) break;
        await pause(100);
      } finally {
        inFlight.delete(asker);
      }
    }
    working -= 1;
    if (working === 0) roundIsOver();
  }
  // #endregion worker

  function note(port: number, answer: Answer, asker: Asker) {
    triesLeft = 50;
    const heard = answer === 'open' || answer === 'closed';
    if (heard && timeout === undefined) patience.learn(asker.took);
    if (witnesses.includes(port)) {
      alive ||= heard;
      return;
    }
    found[answer].push(port);
    const all = answered() + found.silent.length;
    const done = all + found.unreachable.length;
    onProgress?.({ done, total });
    // The first that were asked, and nobody in sight: no way there.
    if (all === 0 && done >= Math.min(64, total)) {
      failure = asker.failure;
    }
  }

  // #region limits
  /** Says whether the worker that met this error shall go on. */
  function mayStay(error: NodeJS.ErrnoException): boolean {
    if (isOver()) return false;
    const { code = '' } = error;
    if (!ourLimits.has(code) || triesLeft <= 0) {
      failure = error;
      return false;
    }
    limits[code] = (limits[code] ?? 0) + 1;
    if (working > 1) {
      width.shrinkTo(working - 1);
      return false;
    }
    triesLeft -= 1;
    return true;
  }
  // #endregion limits

  // #region look
  let seen = performance.eventLoopUtilization();
  /** Looks up from the work: who waits too long? Are we idle? */
  function look() {
    const longAgo = performance.now() - patience.wait;
    for (const asker of inFlight) {
      if (asker.askedAt > longAgo) break;
      asker.giveUp('silent');
    }
    const now = performance.eventLoopUtilization();
    const since = performance.eventLoopUtilization(now, seen);
    seen = now;
    if (working >= width.now) width.steer(since.utilization);
    hire();
  }

  /** Starts workers, as many as there may be. */
  function hire() {
    const wanted = Math.min(width.now, working + queue.length);
    while (working < wanted && !isOver()) {
      working += 1;
      worker();
    }
    mostWorking = Math.max(mostWorking, working);
  }
  // #endregion look

  let roundIsOver = () => {};
  /** Asks every port in the queue once. */
  function askAll(): Promise<void> {
    return new Promise((resolve) => {
      roundIsOver = resolve;
      hire();
      if (working === 0) resolve();
    });
  }

  const giveUp = () => {
    for (const asker of inFlight) asker.giveUp();
  };
  signal?.addEventListener('abort', giveUp);
  // An answer may be here already, unread. Node reads what has come
  // before it runs a setImmediate.
  const clock = setInterval(() => setImmediate(look), pace);

  let rounds = 1;
  await askAll();
  const answeredAtOnce = answered();
  // #region rounds
  // Silence may be a lost packet, so who was silent is asked again,
  // and again for as long as asking again helps anybody.
  let helped = true;
  while (helped && found.silent.length > 0 && rounds < mostRounds) {
    if (isOver()) break;
    const before = answered();
    witnesses = [...found.open.slice(-2), ...found.closed.slice(-2)];
    alive = witnesses.length === 0;
    queue = [...witnesses, ...found.silent.splice(0).reverse()];
    rounds += 1;
    await askAll();
    helped = answered() > before;
  }
  // #endregion rounds
  clearInterval(clock);
  signal?.removeEventListener('abort', giveUp);
  if (failure !== undefined) throw failure;

  const left = queue.filter((port) => !witnesses.includes(port));
  const ascending = (list: number[]) => list.sort((a, b) => a - b);
  return {
    address,
    open: ascending(found.open),
    closed: ascending(found.closed),
    filtered: ascending([...found.silent, ...found.unreachable]),
    left: ascending(left),
    silent: found.silent.length,
    rounds,
    late: answered() - answeredAtOnce,
    gone: !alive && left.length === 0,
    seconds: (performance.now() - start) / 1000,
    workers: Math.min(width.now, mostWorking),
    limits,
  };
}

// #region guard
if (import.meta.main) {
  await runCommand({
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
    `Node 24.2 or newer is needed: this is ${process.version}`,
  );
  process.exit(1);
}
// #endregion guard
