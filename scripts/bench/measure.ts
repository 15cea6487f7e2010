// Runs programs from start to end, several times, and measures how long they take.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { Problem } from '../project/problem.ts';

/** Several runs of one program: seconds from its start to its end, including its start-up time. */
export interface Measure {
  median: number;
  least: number;
  most: number;
  runs: number;
  /** The number of ports that were scanned. */
  ports: number;
  /** The most connections at once, if the program was given a number. */
  workers?: number;
}

/** A program to measure, and the times of its runs. */
export interface Job {
  /** The program and its arguments. */
  line: string[];
  ports: number;
  workers?: number;
  /** Whether it is a program of the course. Such a program must print a summary of all its ports. */
  ours: boolean;
  seconds: number[];
}

/** A run that takes longer (seconds) is not repeated, because it measures waiting time, which hardly varies. */
const longRun = 10;

const summary = /: (\d+) ports scanned in [\d.]+ s: \d+ open, \d+ closed, \d+ filtered(?:;.*)?$/m;

/** Runs a program once. @throws Problem if it fails, or if it is a program of the course and does not report all ports */
async function run({ line, ports, ours, seconds }: Job): Promise<void> {
  const [program = '', ...args] = line;
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 900_000 });
  const [printed, complained, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  seconds.push((performance.now() - start) / 1000);

  const name = line.slice(0, 4).join(' ').split('\n', 1)[0] ?? program;
  if (code !== 0) {
    throw new Problem(name, `ended with ${signal ?? `exit code ${code}`}: ${complained.trim().slice(-200)}`);
  }
  if (ours && Number(summary.exec(printed)?.[1]) !== ports) {
    throw new Problem(name, `printed no summary of ${ports} ports: ${printed.trim().slice(-200)}`);
  }
}

/** Runs the jobs in turn, several times, so that a busy moment of the machine does not affect only one of them. */
export async function measure(title: string, jobs: Job[], rounds: number): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    console.log(`${title}, round ${round} of ${rounds}`);
    for (const job of jobs) {
      if ((job.seconds[0] ?? 0) < longRun) await run(job);
    }
  }
}

/** The median of some numbers. Of an even count, it is the greater of the two in the middle. */
const upperMedian = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

export function measureOf({ seconds, ports, workers }: Job): Measure {
  const sorted = seconds.toSorted((a, b) => a - b).map((each) => Number(each.toFixed(3)));
  const least = sorted[0] ?? 0;
  const most = sorted.at(-1) ?? 0;
  return {
    median: upperMedian(sorted),
    least,
    most,
    runs: sorted.length,
    ports,
    ...(workers === undefined ? {} : { workers }),
  };
}
