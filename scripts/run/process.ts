import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectDir } from '../lesson.ts';

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

/** How much of the machine's memory a process occupies, bytes; undefined where the system has no /proc. */
export function memoryOf(child: ChildProcess): number | undefined {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return undefined;
  }
}

const kept = new Set<ChildProcess>();
let keeper: ChildProcess | undefined;

/** Starts the process that outlives this one for a moment, and ends what it leaves behind. See keeper.ts. */
function startKeeper(): ChildProcess {
  const started = spawn(process.execPath, [join(projectDir, 'scripts', 'run', 'keeper.ts')], {
    env: {},
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  started
    .on('error', () => {})
    .on('exit', () => {
      if (keeper === started) keeper = undefined;
    });
  started.stdin?.on('error', () => {});
  // Nobody waits for it: this process may end while the keeper lives.
  started.unref();
  (started.stdin as Socket | null)?.unref();
  for (const child of kept) started.stdin?.write(`+${child.pid}\n`);
  return started;
}

/** From now on the process and its group end with this process, however this one ends. */
function keep(child: ChildProcess): void {
  kept.add(child);
  if (keeper === undefined) keeper = startKeeper();
  else keeper.stdin?.write(`+${child.pid}\n`);
  child.on('exit', () => {
    kept.delete(child);
    keeper?.stdin?.write(`-${child.pid}\n`);
  });
}

/** The module that a launched program loads first. */
export const gate = join(projectDir, 'scripts', 'run', 'gate.ts');

/**
 * Starts a program with Node, in a process group of its own that ends with this process, however this one ends.
 * @param input what it finds on standard input
 */
export function launch(args: readonly string[], env: NodeJS.ProcessEnv, input = ''): ChildProcess {
  const child = spawn(process.execPath, [`--import=${pathToFileURL(gate)}`, ...args], {
    env,
    detached: !windows,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  // Where the system refuses (EMFILE) there are no streams; the caller hears of it by an 'error'.
  if (child.pid === undefined) return child;
  const opener = child.stdio[3] as Socket;
  // It may have ended before it read all of this.
  for (const stream of [child.stdin, opener]) stream?.on('error', () => {});
  child.stdin?.end(input);
  keep(child);
  opener.end('!');
  return child;
}
