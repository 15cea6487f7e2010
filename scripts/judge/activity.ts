// Whether a program sleeps or computes, as the system counts it (Linux, proc(5)). A busy machine changes none of it: a thread
// that waits for a processor does not sleep.
import { readdirSync, readFileSync } from 'node:fs';

/** Whether all threads of a process sleep, and how often each has begun to. */
function sleepers(pid: number): { asleep: boolean; times: Map<string, number> } {
  const times = new Map<string, number>();
  let asleep = true;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
    const [, state] = /^State:\s+(\w)/m.exec(status) ?? [];
    const [, count] = /^voluntary_ctxt_switches:\s+(\d+)/m.exec(status) ?? [];
    if (state !== 'S' || count === undefined) asleep = false;
    times.set(thread, Number(count));
  }
  return { asleep, times };
}

/** Calls a function that reads /proc. @returns undefined if the process has ended, or where the system has no /proc */
function tryRead<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** How long all threads of a process have slept in one go, ms, and how often its main thread has begun to sleep. */
export interface Sleep {
  slept: number;
  sleeps: number;
}

/** Watches whether a process sleeps. @returns a function that returns what was seen from this call on */
export function watchSleep(pid: number): () => Sleep {
  const main = `${pid}`;
  let known = '';
  let since = performance.now();
  let first: number | undefined;
  return () => {
    const now = tryRead(() => sleepers(pid));
    const key = now?.asleep ? [...now.times].join(' ') : '';
    if (key === '' || key !== known) since = performance.now();
    known = key;
    const times = now?.times.get(main) ?? 0;
    first ??= times;
    return { slept: performance.now() - since, sleeps: times - first };
  };
}

/** Whether the system tells how a process sleeps. */
export const canWatchSleep = tryRead(() => sleepers(process.pid)) !== undefined;

/** The ticks of a second in which proc(5) counts processor time: always 100 for programs on Linux (man 7 time). */
const ticks = 100;

/** The main thread's state, its processor time, and the part of it in which the system worked for it, s. */
function mainThread(pid: number): { state: string; total: number; system: number } {
  const stat = readFileSync(`/proc/${pid}/task/${pid}/stat`, 'utf8');
  // The second field may hold blanks: count from the ")" behind it. The state is field 3, utime 14, stime 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0] = [Number(fields[11]) / ticks, Number(fields[12]) / ticks];
  return { state: fields[0] ?? '', total: user + system, system: system };
}

/** How long a main thread has computed without waiting for anything, s: by the clock, on a processor, and of that in the system. */
export interface Computing {
  clock: number;
  total: number;
  system: number;
}

/**
 * Watches whether a process computes without a pause. To be called several times a second.
 * @returns a function that returns for how long it has done so until now; zeros if it waited
 */
export function watchComputing(pid: number): () => Computing {
  let start: Computing | undefined;
  let last = 0;
  return () => {
    const read = tryRead(() => mainThread(pid));
    const now = { clock: performance.now() / 1000, total: read?.total ?? 0, system: read?.system ?? 0 };
    // A thread that collects garbage waits for its helpers now and then, and has computed much in between.
    const waits = read?.state !== 'R' && now.total - last < 0.05;
    last = now.total;
    if (waits) start = undefined;
    else start ??= now;
    const { clock, total, system } = start ?? now;
    return { clock: now.clock - clock, total: now.total - total, system: now.system - system };
  };
}
