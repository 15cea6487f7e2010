// What scan.ts and threads.ts do as programs: they read the command
// line, scan one host, and print what was found.

import { lookup } from 'node:dns/promises';
import { BlockList, isIPv6 } from 'node:net';
import { readOptions } from './options.ts';
import type { Progress, ScanOptions, ScanResult } from './scan.ts';

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

/** Runs a scanner from its command line to its exit code. */
export async function runCommand(program: Program): Promise<void> {
  // A reader such as `head -1` may leave before we are done.
  process.stdout.on('error', () => {});
  try {
    await scanAsAsked(program);
  } catch (error) {
    clearProgress();
    const { message, code = message } = error as NodeJS.ErrnoException;
    const badArgument = error instanceof RangeError;
    const line = badArgument ? message : `cannot scan: ${code}`;
    // What it quotes may hold line breaks and worse.
    console.error(line.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' '));
    process.exitCode = badArgument ? 2 : 1;
  }
}

async function scanAsAsked(program: Program) {
  const { usage, counted, most } = program;
  const asked = readOptions(
    process.argv.slice(2),
    usage,
    counted,
    most,
  );
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
  console.log(report(isIPv6(host) ? `[${host}]` : host, result));
  const met = Object.entries(result.limits);
  if (met.length > 0) {
    const list = met.map(([code, times]) => `${code} (${times} times)`);
    console.error(
      `limits of this machine met: ${list.join(', ')}; ` +
        `the scan went on with ${result.workers} workers`,
    );
  }
  if (signal.aborted) process.exitCode = 130;
}

/** Looks a name up, once, and says what will be scanned. */
async function oneAddressOf(host: string): Promise<string> {
  const found = await lookup(host, {
    all: true,
    order: 'ipv4first',
  }).catch((error: NodeJS.ErrnoException) => {
    throw new RangeError(
      `bad host "${host}": an IP address, or a name that ` +
        `can be looked up (${error.code})`,
    );
  });
  const [address = host, ...others] = new Set(
    found.map((each) => each.address),
  );
  if (others.length > 0) {
    console.error(
      `${host} is ${address}; not scanned: ${others.join(', ')}`,
    );
  }
  const [plain = ''] = address.split('%'); // fe80::1%eth0
  if (!loopback.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4')) {
    console.error(
      `${address} is not loopback: scan only what you own or may scan`,
    );
  }
  return address;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');

function report(host: string, result: ScanResult): string {
  const { open, closed, filtered, left, seconds } = result;
  const done = open.length + closed.length + filtered.length;
  const lines = open.map((port) => `${host}:${port} is open`);
  let summary =
    `${host}: ${done} ports scanned in ${seconds.toFixed(2)} s: ` +
    `${open.length} open, ${closed.length} closed, ` +
    `${filtered.length} filtered`;
  if (left.length > 0) {
    summary += `; interrupted, ${left.length} ports not scanned`;
  }
  return [...lines, summary].join('\n');
}

let lastDrawn = 0;

function drawProgress({ done, total }: Progress) {
  if (!process.stderr.isTTY || performance.now() < lastDrawn + 100) {
    return;
  }
  lastDrawn = performance.now();
  process.stderr.write(`\r${done} of ${total} ports scanned`);
}

function clearProgress() {
  if (!process.stderr.isTTY) return;
  process.stderr.cursorTo(0);
  process.stderr.clearLine(0);
}
