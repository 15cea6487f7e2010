// Which scanners are measured in which places, with which ports and workers.
import { measure, measureOf } from './measure.ts';
import { type Form, formJob, poolJob, type Target, type Tools } from './programs.ts';
import type { Bench, PlaceName } from './results.ts';
import { openSilence } from './silence.ts';

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

/**
 * Measures all places, and adds the numbers to the bench.
 * @param rounds how often each program runs
 * @param far the address of a distant host; undefined if none is measured
 */
export async function measureAll(bench: Bench, rounds: number, tools: Tools, far: string | undefined): Promise<void> {
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
}
