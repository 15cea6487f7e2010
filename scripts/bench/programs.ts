// The programs that are measured: lesson 05's scanners, the await in the loop, nmap, and Python.

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { portList } from '../course/cells.ts';
import { lessonsDir } from '../course/lesson.ts';
import type { Job } from './measure.ts';

export type Form = 'sequential' | 'broken' | 'pool' | 'scan' | 'threads' | 'nmap' | 'python-loop' | 'python-pool';

/** The ports to scan, and the timeout for programs that do not measure it themselves. */
export interface Target {
  host: string;
  list: number[];
  /** Milliseconds. */
  timeout: number;
}

/** The paths and versions of programs that are not part of the course. */
export interface Tools {
  nmap?: { path: string; version: string };
  python?: { path: string; version: string };
}

/** The most connections at once, for programs that need a number. */
const concurrency = 500;

const folder = join(lessonsDir, '05-threaded-scan');
const [pool, scanner, threaded] = ['pool.ts', 'scan.ts', 'threads.ts'].map((file) => join(folder, file)) as [
  string,
  string,
  string,
];

/** A scan with a mistake like the join bug: every check is awaited in the loop that starts it. */
const brokenScan = `
import { connect } from 'node:net';
const [host, list, timeout] = process.argv.slice(1);
const check = (port) => new Promise((resolve) => {
  const socket = connect({ host, port });
  const end = (answer) => { resolve(answer); socket.destroy(); };
  socket.on('connect', () => end('open'));
  socket.on('error', () => end('closed'));
  socket.setTimeout(Number(timeout), () => end('filtered'));
});
const ports = list.split(',').flatMap((run) => {
  const [first, last = first] = run.split('-').map(Number);
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
});
const start = performance.now();
const started = [];
for (const port of ports) {
  const going = check(port);
  started.push(going);
  await going;
}
const answers = await Promise.all(started);
const count = (answer) => answers.filter((each) => each === answer).length;
const seconds = ((performance.now() - start) / 1000).toFixed(2);
console.log(host + ': ' + ports.length + ' ports scanned in ' + seconds + ' s: ' +
  count('open') + ' open, ' + count('closed') + ' closed, ' + count('filtered') + ' filtered');`;

/** The first part of both Python scanners. */
const pythonCheck = `
import socket, sys
from concurrent.futures import ThreadPoolExecutor

host, listed, timeout = sys.argv[1], sys.argv[2], int(sys.argv[3]) / 1000
runs = [[int(end) for end in run.split("-")] for run in listed.split(",")]
ports = [port for run in runs for port in range(run[0], run[-1] + 1)]
family = socket.getaddrinfo(host, None)[0][0]

def check(port):
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(timeout)
        return port if sock.connect_ex((host, port)) == 0 else None
`;

const pythonLoop = `${pythonCheck}
print([port for port in ports if check(port)])
`;

const pythonPool = `${pythonCheck}
with ThreadPoolExecutor(${concurrency}) as pool:
    print([port for port in pool.map(check, ports) if port])
`;

/** Runs a program that prints its path or version. Returns undefined if it is not installed. */
function ask(program: string, args: string[]): string | undefined {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 30_000 });
  return status === 0 ? stdout : undefined;
}

/** Finds the programs that are not part of the course. */
export function findTools(): Tools {
  const tools: Tools = {};
  const [, nmap] = /^Nmap version (\S+)/m.exec(ask('nmap', ['--version']) ?? '') ?? [];
  if (nmap !== undefined) tools.nmap = { path: 'nmap', version: nmap };
  // Get the path of the interpreter itself, because python3 may be a script that searches for it at each start.
  const itself = 'import sys, platform; print(sys.executable, platform.python_version(), sep="\\n")';
  const [path, python] = ask('python3', ['-c', itself])?.trim().split(/\r?\n/) ?? [];
  if (path && python) tools.python = { path, version: python };
  return tools;
}

/** `pool.ts` with a number of workers. */
export const poolJob = ({ host, list, timeout }: Target, workers: number): Job => ({
  line: [process.execPath, pool, host, `${workers}`, '--ports', portList(list), '--timeout', `${timeout}`],
  ports: list.length,
  workers,
  ours: true,
  seconds: [],
});

/** One form of scan; undefined if the program for it is not installed. */
export function formJob(form: Form, target: Target, tools: Tools): (Job & { form: Form }) | undefined {
  const { host, list, timeout } = target;
  const [ports, ms] = [portList(list), String(timeout)];
  const job = (ours: boolean, workers: number | undefined, line: string[]) => ({
    form,
    line,
    ports: list.length,
    ...(workers === undefined ? {} : { workers }),
    ours,
    seconds: [],
  });
  const { nmap, python } = tools;
  switch (form) {
    case 'sequential':
      return { form, ...poolJob(target, 1) };
    case 'broken':
      return job(true, 1, [process.execPath, '--input-type=module', '--eval', brokenScan, host, ports, ms]);
    case 'pool':
      return { form, ...poolJob(target, concurrency) };
    case 'scan':
      return job(true, undefined, [process.execPath, scanner, host, '--ports', ports]);
    case 'threads':
      return job(true, undefined, [process.execPath, threaded, host, '2', '--ports', ports]);
    case 'nmap':
      return nmap && job(false, undefined, [nmap.path, '-sT', '-Pn', '-n', '-p', ports, host]);
    case 'python-loop':
      return python && job(false, 1, [python.path, '-c', pythonLoop, host, ports, ms]);
    case 'python-pool':
      return python && job(false, concurrency, [python.path, '-c', pythonPool, host, ports, ms]);
  }
}
