import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectDir } from '../course/lesson.ts';
import type { SentModule } from './modules.ts';

const windows = process.platform === 'win32';

/** Whether a process exists, including processes of other users (kill(2): EPERM). */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Sends a signal to a process and its group. Does nothing if the process has ended: it cannot have started other processes,
 * and the system may have given its number to another one.
 */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    // macOS returns EPERM if all processes of a group have ended but have not been waited for (XNU, killpg1).
    const { code = '' } = error as NodeJS.ErrnoException;
    if (!['ESRCH', 'EPERM'].includes(code)) throw error;
  }
}

/** The processes that this one has started, and their folders, if any. */
const kept = new Map<ChildProcess, string | undefined>();
let reaper: ChildProcess | undefined;

const tell = (to: ChildProcess, message: object) => to.stdin?.write(`${JSON.stringify(message)}\n`);

/**
 * Starts the reaper: a process that outlives this one for a moment, and ends its remaining processes. See reaper.ts. On Windows a
 * process that is not detached ends with the one that started it (libuv, src/win/process.c: a job object), and a detached one
 * gets no Ctrl-C and would have a window of its own (Node docs, options.detached).
 */
function startReaper(): ChildProcess {
  const started = spawn(process.execPath, ['--disable-sigusr1', join(projectDir, 'scripts', 'runner', 'reaper.ts')], {
    env: {},
    detached: true,
    windowsHide: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  started
    .on('error', () => {})
    .on('exit', () => {
      if (reaper !== started) return;
      // The reaper was killed. The running programs need another one now; later programs start one.
      reaper = undefined;
      if (kept.size > 0) reaper = startReaper();
    });
  started.stdin?.on('error', () => {});
  // The reaper does not keep this process running.
  started.unref();
  (started.stdin as Socket | null)?.unref();
  for (const [child, folder] of kept) tell(started, { begin: child.pid, folder });
  return started;
}

/** From now on the process and its group end when this process ends, for any reason. */
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
export const startModule = join(projectDir, 'scripts', 'runner', 'preload', 'start.mjs');

export interface LaunchOptions {
  /** Whether its standard input stays open; by default it has ended. */
  input?: 'open' | 'ended';
  /** Its modules by URL: see modules.ts. Without them, Node reads the files. */
  modules?: Promise<Record<string, SentModule>>;
  /** Whether it gets a pipe at descriptor 4 to write to (`stdio[4]` here). Node does not wait for this pipe. */
  reports?: boolean | undefined;
  /** A folder that is removed if this process ends without removing it. */
  folder?: string | undefined;
  /**
   * The most descriptors it may have open at once. With this limit it may also write no file: the system refuses writes
   * and core dumps, except on Windows, which has no such limits.
   */
  descriptors?: number | undefined;
}

/** The command for sh. A limit above that of this process is refused, and the limit of this process applies. */
const limited = (descriptors: number) =>
  `ulimit -c 0; ulimit -f 0 || exit; ulimit -n ${descriptors} 2>/dev/null; exec "$@"`;

/** Starts a program with Node, in its own process group, which ends when this process ends, for any reason. */
export function launch(args: readonly string[], env: NodeJS.ProcessEnv, options: LaunchOptions = {}): ChildProcess {
  const { input = 'ended', modules = Promise.resolve({}), reports = false, folder, descriptors } = options;
  // Without this flag, any process that can send it a signal can open its debugger.
  const command = [process.execPath, '--disable-sigusr1', `--import=${pathToFileURL(startModule)}`, ...args];
  const [file = '', ...rest] =
    descriptors === undefined || windows ? command : ['/bin/sh', '-c', limited(descriptors), 'sh', ...command];
  const child = spawn(file, rest, {
    env,
    detached: !windows,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe', ...(reports ? (['pipe'] as const) : [])],
  });
  // If the system refuses (EMFILE), there are no streams, and the caller gets an 'error' event.
  if (child.pid === undefined) return child;
  const opener = child.stdio[3] as Socket;
  // The program may end before it has read all of its input.
  for (const stream of [child.stdin, opener]) stream?.on('error', () => {});
  if (input === 'ended') child.stdin?.end();
  keep(child, folder);
  modules.then(
    (all) => opener.end(JSON.stringify(all)),
    (error) => {
      opener.end();
      child.emit('error', error);
    },
  );
  return child;
}
