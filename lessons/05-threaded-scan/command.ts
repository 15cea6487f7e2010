// The command line of scan.ts and threads.ts: it reads arguments,
// scans one host, and prints the result.

import { isIPv6 } from 'node:net';
import { getSystemErrorMap } from 'node:util';
import { oneLine, readOptions } from './options.ts';
import type { Progress, ScanOptions, ScanResult } from './result.ts';
import { oneAddressOf } from './target.ts';

export interface Program {
  usage: string;
  /** What the second argument counts, and the most it may be. */
  counted: 'workers' | 'threads';
  most: number;
  scan(
    address: string,
    options: ScanOptions,
    count: number | undefined,
  ): Promise<ScanResult>;
}

/**
 * Runs a scanner from its command line to its exit code.
 * @param args the words after the program's name
 */
export async function runCommand(
  args: string[],
  program: Program,
): Promise<void> {
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    // The reader may have left, as `head -n1` does: no message.
    if (code !== 'EPIPE') console.error(`cannot write: ${code}`);
    process.exit(1);
  });
  // Each closed port is an Error. Its stack trace is not used, and
  // costs more than all the rest of the error.
  Error.stackTraceLimit = 0;
  try {
    await scanAsAsked(args, program);
  } catch (error) {
    clearProgress();
    const badArgument = error instanceof RangeError;
    const { message } = error as Error;
    console.error(
      oneLine(badArgument ? message : `cannot scan: ${message}`),
    );
    process.exitCode = badArgument ? 2 : 1;
  }
}

async function scanAsAsked(args: string[], program: Program) {
  const { usage, counted, most } = program;
  const asked = readOptions(args, usage, counted, most);
  if (asked === undefined) {
    console.log(usage);
    return;
  }
  const { host, ports, timeout, count } = asked;
  const address = await oneAddressOf(host);

  // #region interrupt
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort());
  const { signal } = stop;
  const options = { ports, timeout, signal, onProgress: drawProgress };
  const result = await program.scan(address, options, count);
  // #endregion interrupt

  clearProgress();
  process.exitCode = tell(host, result, signal.aborted);
}

/** Prints how a scan went, and returns the exit code. */
function tell(host: string, result: ScanResult, aborted: boolean) {
  const { open, closed, filtered, errors, failure } = result;
  const asked = open.length + closed.length + filtered.length;
  // Did any port do more than report an unreachable network?
  const heard = asked > (errors.ENETUNREACH ?? 0);
  if (heard || aborted) {
    const name = isIPv6(host) ? `[${host}]` : host;
    console.log(report(name, result, aborted));
  }
  if (failure !== undefined) {
    const what = heard ? 'the scan ended early' : 'cannot scan';
    const [code, why] = getSystemErrorMap().get(failure) ?? [failure];
    console.error(`${what}: ${why} (${code})`);
    return 1;
  }
  if (!heard && !aborted) {
    console.error('cannot scan: network is unreachable (ENETUNREACH)');
    return 1;
  }
  const codes = Object.keys(errors);
  if (codes.length > 0) {
    console.error(
      `some filtered ports were not silent: ${codes.join(', ')}`,
    );
  }
  const met = Object.entries(result.limits);
  if (met.length > 0) {
    const list = met.map(([code, times]) => `${code} (${times} times)`);
    console.error(
      `limits of this machine met: ${list.join(', ')}; ` +
        `the scan went on with ${result.workers} workers`,
    );
  }
  if (result.gone) {
    console.error(
      `${host} has stopped answering: what was open or closed there ` +
        'may be among the filtered',
    );
    return 1;
  }
  return aborted ? 130 : 0;
}

function report(host: string, result: ScanResult, aborted: boolean) {
  const { open, closed, filtered, left, seconds } = result;
  const done = open.length + closed.length + filtered.length;
  const lines = open.map((port) => `${host}:${port} is open`);
  let summary =
    `${host}: ${done} ports scanned in ${seconds.toFixed(2)} s: ` +
    `${open.length} open, ${closed.length} closed, ` +
    `${filtered.length} filtered`;
  if (result.late > 0) {
    summary += `; ${result.late} answered only when asked again`;
  }
  if (result.uncertain && result.silent > 0) {
    summary += `; still uncertain: ${result.silent}`;
  }
  if (left.length > 0) {
    summary += `; interrupted, ${left.length} ports not scanned`;
  } else if (aborted) {
    summary += '; interrupted';
  }
  return [...lines, summary].join('\n');
}

let lastDrawn = -Infinity;

function drawProgress({ done, total }: Progress) {
  if (!process.stderr.isTTY || performance.now() < lastDrawn + 100) {
    return;
  }
  lastDrawn = performance.now();
  // Silent ports are probed again, so the number may get shorter.
  const padded = String(done).padStart(String(total).length);
  process.stderr.write(`\r${padded} of ${total} ports scanned`);
}

function clearProgress() {
  if (!process.stderr.isTTY) return;
  process.stderr.cursorTo(0);
  process.stderr.clearLine(0);
}
