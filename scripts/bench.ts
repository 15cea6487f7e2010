// Measures lesson 05's scanners on this machine, and keeps the numbers that its charts are drawn from:
//
//   npm run bench [-- --rounds 3] [--wire HOST] [--note TEXT]

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { arch, availableParallelism, cpus, loadavg, release, type } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { portList } from './cells.ts';
import { lessonsDir, projectDir } from './lesson.ts';
import { command, Problem } from './problem.ts';

/** Several runs of one scan: seconds, as the scanner printed them. */
export interface Measure {
  median: number;
  least: number;
  most: number;
  runs: number;
  /** How many ports were scanned. */
  ports: number;
  /** The most connections at once. */
  workers: number;
}

export type PlaceName = 'loopback' | 'silent' | 'wire';
export type Form = 'sequential' | 'broken' | 'workers' | 'threads';

export interface Bench {
  date: string;
  machine: { cpu: string; cores: number; os: string; node: string };
  /** How many processes wanted the processor when measuring began, averaged over a minute. */
  load: number;
  /** What else a reader should know of the circumstances. */
  note?: string;
  /** Time against the number of workers. */
  workers: { place: PlaceName; points: Measure[] }[];
  /** One at a time, await in the loop, workers, two threads. */
  forms: { place: PlaceName; bars: (Measure & { form: Form })[] }[];
}

const folder = join(lessonsDir, '05-threaded-scan');
const benchFile = 'lessons/05-threaded-scan/bench.json';
const scanner = join(folder, 'scan.ts');
const threaded = join(folder, 'threads.ts');

/** What the scanners use when nothing is said. */
const defaultWorkers = 500;

/** A run that takes longer, in seconds, is not repeated: it measures waiting, which hardly varies. */
const longRun = 10;

/** One scan to be measured, and what its runs took. */
interface Job {
  args: string[];
  ports: number;
  workers: number;
  seconds: number[];
}

const summary = /: (\d+) ports scanned in ([\d.]+) s: \d+ open, \d+ closed, \d+ filtered$/m;

/** Runs a scanner once. @throws Problem when it does not print a summary of all the ports */
async function run({ args, ports, seconds }: Job): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'], timeout: 900_000 });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    text += chunk;
  });
  await once(child, 'close');
  const [, scanned, took] = summary.exec(text) ?? [];
  if (Number(scanned) !== ports) {
    throw new Problem(args.slice(0, 3).join(' '), `printed no summary of ${ports} ports: ${text.trim().slice(-200)}`);
  }
  seconds.push(Number(took));
}

function measureOf({ seconds, ports, workers }: Job): Measure {
  const sorted = seconds.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  return { median, least: sorted[0] ?? 0, most: sorted.at(-1) ?? 0, runs: sorted.length, ports, workers };
}

/** Where a scan goes: what happens there decides what concurrency is worth. */
interface Place {
  name: PlaceName;
  host: string;
  list: number[];
  timeout: number;
  /** The numbers of workers to try. */
  widths: number[];
}

const powers = (most: number) => Array.from({ length: Math.log2(most) + 1 }, (_, power) => 2 ** power);
const firstPorts = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

const scanArgs = ({ host, list, timeout }: Place, count: number[]) => [
  host,
  ...count.map(String),
  '--ports',
  portList(list),
  '--timeout',
  String(timeout),
];

function widthJobs(place: Place): Job[] {
  return place.widths.map((workers) => ({
    args: [scanner, ...scanArgs(place, [workers])],
    ports: place.list.length,
    workers,
    seconds: [],
  }));
}

/** The twin of the join bug, as a scan: every check is started and kept, and awaited in the same loop. */
const brokenScan = `
const [folder, host, list, timeout] = process.argv.slice(1);
const { check } = await import(folder + '/check.ts');
const { parsePorts } = await import(folder + '/ports.ts');
const ports = parsePorts(list);
const start = performance.now();
const started = [];
for (const port of ports) {
  const going = check(host, port, Number(timeout), new Set());
  started.push(going);
  await going;
}
const answers = await Promise.all(started);
const count = (answer) => answers.filter((each) => each === answer).length;
const seconds = ((performance.now() - start) / 1000).toFixed(2);
console.log(host + ': ' + ports.length + ' ports scanned in ' + seconds + ' s: ' +
  count('open') + ' open, ' + count('closed') + ' closed, ' + count('filtered') + ' filtered');`;

/** @param few where one port at a time would take too long for all of them, some of them */
function formJobs(place: Place, few = place.list): (Job & { form: Form })[] {
  const job = (form: Form, args: string[], workers: number, ports = place.list.length) => ({
    form,
    args,
    ports,
    workers,
    seconds: [],
  });
  const some = { ...place, list: few };
  const broken = ['--input-type=module', '--eval', brokenScan, pathToFileURL(folder).href];
  return [
    job('sequential', [scanner, ...scanArgs(some, [1])], 1, few.length),
    job('broken', [...broken, place.host, portList(few), String(place.timeout)], 1, few.length),
    job('workers', [scanner, ...scanArgs(place, [])], defaultWorkers),
    ...(place.list.length < 4000 ? [] : [job('workers', [scanner, ...scanArgs(place, [4000])], 4000)]),
    job('threads', [threaded, ...scanArgs(place, [2])], defaultWorkers),
  ];
}

/** Runs the jobs in turn, again and again, so that a busy moment of the machine does not hit one alone. */
async function measure(title: string, jobs: Job[], rounds: number): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    console.log(`${title}, round ${round} of ${rounds}`);
    for (const job of jobs) {
      if ((job.seconds[0] ?? 0) < longRun) await run(job);
    }
  }
}

const IPV4 = '127.0.0.1';

/**
 * Ports that never answer: listeners of a thread that accepts nobody, with their queues filled.
 * @throws Problem where this system answers all the same
 */
async function openSilence(count: number): Promise<{ ports: number[]; close(): Promise<void> }> {
  const closing = new Int32Array(new SharedArrayBuffer(4));
  const thread = new Worker(new URL(import.meta.url), { workerData: { silence: { count, closing } } });
  const exited = once(thread, 'exit');
  const [ports] = (await once(thread, 'message')) as [number[]];
  const fillers: Socket[] = [];
  for (const port of ports) {
    // A queue made for one holds two on Linux (listen(2)); what does not fit is not answered.
    for (let each = 0; each < 3; each++) {
      const socket = connect({ host: IPV4, port });
      socket.on('error', () => {});
      fillers.push(socket);
    }
  }
  return {
    ports: ports.toSorted((a, b) => a - b),
    async close() {
      Atomics.store(closing, 0, 1);
      Atomics.notify(closing, 0);
      for (const socket of fillers) socket.destroy();
      await exited;
    },
  };
}

/** The thread's part of it. */
async function beSilent(count: number, closing: Int32Array): Promise<void> {
  const servers = Array.from({ length: count }, () => createServer().listen({ host: IPV4, port: 0, backlog: 1 }));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  parentPort?.postMessage(servers.map((server) => (server.address() as AddressInfo).port));
  Atomics.wait(closing, 0, 0);
  for (const server of servers) server.close();
}

const every = firstPorts(65_535);

/** Measures one place, both ways, and adds what was measured to the bench. */
async function visit(bench: Bench, rounds: number, widthsAt: Place, formsAt: Place, few?: number[]): Promise<void> {
  const place = widthsAt.name;
  const widths = widthJobs(widthsAt);
  await measure(`${place}: number of workers`, widths, rounds);
  bench.workers.push({ place, points: widths.map(measureOf) });
  const forms = formJobs(formsAt, few);
  await measure(`${place}: forms`, forms, rounds);
  bench.forms.push({ place, bars: forms.map((job) => ({ form: job.form, ...measureOf(job) })) });
}

const usage = `usage: npm run bench [-- --rounds 3] [--wire HOST] [--note TEXT]
Times lesson 05's scanners on loopback and on silent ports; with --wire also on a host that is yours and far away.
Keeps the numbers, and what --note says of the circumstances, in ${benchFile}.
Takes some minutes; leave the machine alone meanwhile.`;

async function main() {
  const { values } = parseArgs({
    options: {
      help: { type: 'boolean' },
      rounds: { type: 'string', default: '3' },
      wire: { type: 'string' },
      note: { type: 'string' },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const rounds = Number(values.rounds);
  if (!(rounds >= 1 && rounds <= 99)) throw new Problem(`bad rounds "${values.rounds}"`, 'a number from 1 to 99');

  const bench: Bench = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() || arch(),
      cores: availableParallelism(),
      os: `${type()} ${release().split('-')[0]}`,
      node: process.version,
    },
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    ...(values.note === undefined ? {} : { note: values.note }),
    workers: [],
    forms: [],
  };

  const loopback: Place = { name: 'loopback', host: IPV4, list: every, timeout: 1000, widths: powers(4096) };
  await visit(bench, rounds, loopback, loopback);

  const silence = await openSilence(500);
  try {
    const silent: Place = { name: 'silent', host: IPV4, list: silence.ports, timeout: 100, widths: powers(256) };
    await visit(bench, rounds, silent, { ...silent, list: silence.ports.slice(0, 100) });
  } finally {
    await silence.close();
  }

  if (values.wire !== undefined) {
    const far: Place = { name: 'wire', host: values.wire, list: every, timeout: 1000, widths: powers(1024) };
    await visit(bench, rounds, { ...far, list: firstPorts(1000) }, far, firstPorts(500));
  }
  writeFileSync(join(projectDir, benchFile), `${JSON.stringify(bench, null, 2)}\n`);
  console.log(`wrote ${benchFile}`);
}

if (!isMainThread && workerData?.silence) {
  const { count, closing } = workerData.silence;
  await beSilent(count, closing);
} else if (import.meta.main) {
  await command(main);
}
