// Measures the scanners of lesson 05, nmap and Python on this machine, and saves the numbers for the charts of lessons 04
// and 05:
//
//   npm run bench [-- --rounds 3] [--wire HOST] [--note TEXT]

import { lookup } from 'node:dns/promises';
import { arch, availableParallelism, cpus, loadavg, release, type } from 'node:os';
import { join } from 'node:path';
import { measure, measureOf } from './bench/measure.ts';
import { type Form, findTools, formJob, poolJob, type Target, type Tools } from './bench/programs.ts';
import type { Bench, PlaceName } from './bench/results.ts';
import { openSilence } from './bench/silence.ts';
import { projectDir } from './course/lesson.ts';
import { replaceFile } from './project/files.ts';
import { Problem } from './project/problem.ts';
import { quoted, readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';

const benchFile = 'lessons/05-threaded-scan/bench.json';
const IPV4 = '127.0.0.1';
const firstPorts = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const every = firstPorts(65_535);

interface Visit {
  place: PlaceName;
  target: Target;
  /** The numbers of workers to try, on the ports of `workersList` or else on all. */
  workers: number[];
  workersList?: number[];
  /** A shorter list of ports for the forms that try one port at a time, if the whole list takes too long. */
  few?: number[];
}

const forms: Form[] = ['sequential', 'broken', 'pool', 'scan', 'threads', 'nmap', 'python-loop', 'python-pool'];
const oneAtATime: Form[] = ['sequential', 'broken', 'python-loop'];

/** Measures one place by number of workers and by form, and adds the results to the bench. */
async function visit(bench: Bench, rounds: number, tools: Tools, { place, target, ...what }: Visit): Promise<void> {
  const { workers, workersList = target.list, few = target.list } = what;
  const pools = workers.map((count) => poolJob({ ...target, list: workersList }, count));
  await measure(`${place}: number of workers`, pools, rounds);
  bench.workers.push({ place, points: pools.map(measureOf) });

  const jobs = forms.flatMap((form) => {
    const list = oneAtATime.includes(form) ? few : target.list;
    return formJob(form, { ...target, list }, tools) ?? [];
  });
  await measure(`${place}: forms`, jobs, rounds);
  bench.forms.push({ place, bars: jobs.map((job) => ({ form: job.form, ...measureOf(job) })) });
}

/** Measures how the time grows with the number of ports, and adds it to the bench. */
async function grow(bench: Bench, rounds: number, tools: Tools): Promise<void> {
  const lines = (['sequential', 'scan', 'nmap'] as const).map((form) => ({
    form,
    jobs: [1000, 4000, 16_000, 65_535].flatMap((count) => {
      const target = { host: IPV4, list: firstPorts(count), timeout: 1000 };
      return formJob(form, target, tools) ?? [];
    }),
  }));
  const all = lines.flatMap(({ jobs }) => jobs);
  await measure('loopback: number of ports', all, rounds);
  for (const { form, jobs } of lines) {
    if (jobs.length > 0) bench.growth.push({ form, points: jobs.map(measureOf) });
  }
}

const usage = `usage: npm run bench [-- --rounds 3] [--wire HOST] [--note TEXT]
Measures the scanners of lesson 05, and nmap and Python if they are installed, on loopback and on silent ports; with --wire
also on a distant host. Use a host of your own.
Saves the numbers, and the --note about the conditions, in ${benchFile}.
This takes some minutes. Run nothing else meanwhile.`;

const accepted = {
  summary: '--rounds NUMBER, --wire HOST, --note TEXT and --help are accepted',
  values: { rounds: 'a whole number from 1 to 99', wire: 'name a host', note: 'write a text' },
};

/** @throws Problem for an option that is not accepted. Undefined if the command line contains --help */
function readOptions(args: string[]): { rounds: number; wire?: string; note?: string } | undefined {
  const { help, values } = readArgs(args, accepted);
  if (help) return undefined;
  const { rounds: text = '3', ...others } = values;
  const rounds = Number(text);
  if (!/^\d+$/.test(text) || rounds < 1 || rounds > 99) {
    throw new Problem(`bad rounds ${quoted(text)}`, 'a whole number from 1 to 99');
  }
  return { rounds, ...others };
}

async function addressOf(host: string): Promise<string> {
  const { address } = await lookup(host, { order: 'ipv4first' }).catch(({ code }: NodeJS.ErrnoException) => {
    const what = `an IP address, or a name that can be looked up (${code})`;
    throw new Problem(`bad wire ${quoted(host)}`, what);
  });
  return address;
}

export async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(usage);
    return;
  }
  const { rounds, wire, note } = options;
  const far = wire === undefined ? undefined : await addressOf(wire);

  const tools = findTools();
  const { nmap, python } = tools;
  const missing = [...(nmap ? [] : ['nmap']), ...(python ? [] : ['python3'])];
  for (const name of missing) console.log(`${name} is not installed: measuring without it`);

  const bench: Bench = {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cpu: cpus()[0]?.model.trim() || arch(),
      cores: availableParallelism(),
      os: `${type()} ${release().split('-')[0]}`,
    },
    versions: {
      node: process.version.slice(1),
      ...(nmap && { nmap: nmap.version }),
      ...(python && { python: python.version }),
    },
    missing,
    load: Number((loadavg()[0] ?? 0).toFixed(2)),
    ...(note === undefined ? {} : { note }),
    workers: [],
    forms: [],
    growth: [],
  };

  await visit(bench, rounds, tools, {
    place: 'loopback',
    target: { host: IPV4, list: every, timeout: 1000 },
    workers: [1, 4, 16, 64, 256, 1024, 4096],
  });
  const silence = await openSilence(200);
  try {
    await visit(bench, rounds, tools, {
      place: 'silent',
      target: { host: IPV4, list: silence.ports, timeout: 100 },
      workers: [1, 4, 16, 64, 256],
    });
  } finally {
    await silence.close();
  }
  if (far !== undefined) {
    await visit(bench, rounds, tools, {
      place: 'wire',
      target: { host: far, list: every, timeout: 1000 },
      workers: [1, 4, 16, 64, 256, 1024],
      workersList: firstPorts(1000),
      few: firstPorts(500),
    });
  }
  await grow(bench, rounds, tools);

  replaceFile(join(projectDir, benchFile), `${JSON.stringify(bench, null, 2)}\n`);
  console.log(`wrote ${benchFile}`);
}

if (import.meta.main) await command(main);
