import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectDir } from '../course/lesson.ts';

const windows = process.platform === 'win32';

/**
 * Sends a signal to a process and all that it started. Nothing happens if it has ended: it may start threads but no other
 * processes, and the system may have given its number to somebody else.
 */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // macOS answers EPERM where all of a group have ended, but not yet been waited for (XNU, killpg1).
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ESRCH', 'EPERM'].includes(code)) throw error;
  }
}

/** The processes that this one has started, and the folder of each that has one. */
const kept = new Map<ChildProcess, string | undefined>();
let reaper: ChildProcess | undefined;

const tell = (to: ChildProcess, message: object) => to.stdin?.write(`${JSON.stringify(message)}\n`);

/** Starts the process that outlives this one for a moment, and ends what it leaves behind. See reaper.ts. */
function startReaper(): ChildProcess {
  const started = spawn(process.execPath, ['--disable-sigusr1', join(projectDir, 'scripts', 'runner', 'reaper.ts')], {
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  started
    .on('error', () => {})
    .on('exit', () => {
      if (reaper !== started) return;
      // It was killed: what runs needs another one now, and what runs later starts one.
      reaper = undefined;
      if (kept.size > 0) reaper = startReaper();
    });
  started.stdin?.on('error', () => {});
  // This process may end while the reaper lives.
  started.unref();
  (started.stdin as Socket | null)?.unref();
  for (const [child, folder] of kept) tell(started, { begin: child.pid, folder });
  return started;
}

/** From now on the process and its group end with this process, however this one ends. */
function keep(child: ChildProcess, folder: string | undefined): void {
  kept.set(child, folder);
  if (reaper === undefined) reaper = startReaper();
  else tell(reaper, { begin: child.pid, folder });
  child.on('exit', () => {
    kept.delete(child);
    if (reaper !== undefined) tell(reaper, { end: child.pid });
  });
}

/** The module that a launched program loads first. */
export const startBarrier = join(projectDir, 'scripts', 'runner', 'preload', 'start-barrier.ts');

export interface LaunchOptions {
  /** What it finds on standard input, which then ends; "open" leaves it open. */
  input?: string | undefined;
  /** It has a pipe at descriptor 4 to write to, which Node does not wait for (`stdio[4]` here). */
  reports?: boolean;
  /** A folder that is removed if this process ends without removing it. */
  folder?: string | undefined;
  /**
   * How many descriptors it may have open at once. It may write no file either then: the system itself refuses that and
   * core dumps, except on Windows, which has no such limits.
   */
  descriptors?: number | undefined;
}

/** What sh runs. A number above the one that this process has itself is refused, and that one holds. */
const limited = (descriptors: number) =>
  `ulimit -c 0; ulimit -f 0 || exit; ulimit -n ${descriptors} 2>/dev/null; exec "$@"`;

/** Starts a program with Node, in a process group of its own that ends with this process, however this one ends. */
export function launch(args: readonly string[], env: NodeJS.ProcessEnv, options: LaunchOptions = {}): ChildProcess {
  const { input = '', reports = false, folder, descriptors } = options;
  // Without the flag whoever can send a signal can open the debugger of a process.
  const command = [process.execPath, '--disable-sigusr1', `--import=${pathToFileURL(startBarrier)}`, ...args];
  const [file = '', ...rest] =
    descriptors === undefined || windows ? command : ['/bin/sh', '-c', limited(descriptors), 'sh', ...command];
  const child = spawn(file, rest, {
    env,
    detached: !windows,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', ...(reports ? (['pipe'] as const) : [])],
  });
  // Where the system refuses (EMFILE) there are no streams; the caller hears of it by an 'error'.
  if (child.pid === undefined) return child;
  const opener = child.stdio[3] as Socket;
  // It may have ended before it read all of this.
  for (const stream of [child.stdin, opener]) stream?.on('error', () => {});
  if (input !== 'open') child.stdin?.end(input);
  keep(child, folder);
  opener.end('!');
  return child;
}
