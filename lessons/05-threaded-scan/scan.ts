// A port scanner: many workers ask, all take from one queue, and the
// scanner finds out how many there may be and how long to wait.
//
//   npx tsx lessons/05-threaded-scan/scan.ts [host=127.0.0.1]
//     [workers] [--ports 1-65535] [--timeout MS]

import { lookup } from 'node:dns/promises';
import type { Answer, Asker } from './asker.ts';
import { runCommand } from './command.ts';
import { Crew } from './crew.ts';
import { Patience } from './patience.ts';
import type { ScanOptions, ScanResult } from './result.ts';
import { isLoopback } from './target.ts';
import { Width } from './width.ts';

/** How often a silent port is asked at most. */
const mostRounds = 8;
/**
 * Scans ports of one host over TCP: asks each for a connection, many
 * at once. A name is looked up once, and one address is scanned.
 * @param host an IP address or a name
 * @returns the ports by answer. A scan that is aborted, or cannot go
 *   on (`failure`), resolves too, with what is known by then
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

  // Who was told a number keeps to it. Otherwise: RFC 6298 begins
  // with a second; on loopback no packet is under way for long.
  const patience = new Patience(
    timeout ?? (isLoopback(address) ? 100 : 1000),
  );
  const width = new Width(workers ?? 64, workers ?? 4096);
  const found: Record<'open' | 'closed' | 'filtered', number[]> = {
    open: [],
    closed: [],
    filtered: [],
  };
  const answered = () => found.open.length + found.closed.length;
  // Of the filtered: those that were not silent, by error code.
  let errors: Record<string, number> = {};
  // Ports that have answered; asked again to see if they still do.
  let witnesses: number[] = [];
  let alive = true;
  let lost = 0;

  const crew = new Crew(address, patience, width, signal, note);
  function note(port: number, answer: Answer, asker: Asker) {
    const heard = answer === 'open' || answer === 'closed';
    if (heard && timeout === undefined) patience.learn(asker.took);
    alive ||= heard;
    if (witnesses.includes(port)) {
      lost += heard ? 0 : 1;
      return;
    }
    if (answer === 'unreachable') {
      const { code = '' } = asker.failure;
      errors[code] = (errors[code] ?? 0) + 1;
    }
    found[heard ? answer : 'filtered'].push(port);
    const done = answered() + found.filtered.length;
    onProgress?.({ done, total: ports.length });
  }

  signal?.addEventListener('abort', crew.giveUp);
  // #region rounds
  crew.queue = ports.toReversed();
  await crew.askAll();
  const atOnce = answered();

  // Silence may be a lost packet, so who was silent is asked again,
  // and again for as long as answers come late, or are lost.
  let rounds = 1;
  let helped = true;
  while (helped && found.filtered.length > 0 && rounds < mostRounds) {
    if (signal?.aborted || crew.failure !== undefined) break;
    const before = answered() + lost;
    witnesses = [...found.open.slice(-2), ...found.closed.slice(-2)];
    alive = witnesses.length === 0;
    const thrice = [...witnesses, ...witnesses, ...witnesses];
    crew.queue = [...thrice, ...found.filtered.reverse()];
    found.filtered = [];
    errors = {};
    rounds += 1;
    await crew.askAll();
    helped = alive && answered() + lost > before;
  }
  // #endregion rounds
  signal?.removeEventListener('abort', crew.giveUp);
  const { failure } = crew;
  if (failure && failure.errno === undefined) throw failure;

  // After the first round, whoever still waits has been silent once.
  const waiting = crew.queue.filter(
    (port) => !witnesses.includes(port),
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
    workers: Math.min(width.now, crew.mostWorking),
    limits: crew.limits,
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
    'Node 22.18, or 24.2 or newer, is needed: ' +
      `this is ${process.version}`,
  );
  process.exit(1);
}
// #endregion guard
