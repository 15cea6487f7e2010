// Measures the scanners of lesson 05, nmap and Python on this machine, and saves the numbers for the charts of lessons 04
// and 05:
//
//   npm run bench [-- --rounds 3] [--wire HOST] [--note TEXT]

import { lookup } from 'node:dns/promises';
import { arch, availableParallelism, cpus, loadavg, release, type } from 'node:os';
import { join } from 'node:path';
import { findTools } from './bench/programs.ts';
import type { Bench } from './bench/results.ts';
import { measureAll } from './bench/series.ts';
import { projectDir } from './course/lesson.ts';
import { replaceFile } from './project/files.ts';
import { Problem } from './project/problem.ts';
import { quoted, readArgs } from './terminal/args.ts';
import { command } from './terminal/command.ts';

const benchFile = 'lessons/05-threaded-scan/bench.json';

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

  await measureAll(bench, rounds, tools, far);
  replaceFile(join(projectDir, benchFile), `${JSON.stringify(bench, null, 2)}\n`);
  console.log(`wrote ${benchFile}`);
}

if (import.meta.main) await command(main);
