import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fillArgs, namedPort } from './cells.ts';
import { type Cell, cellOf, type Lesson, lessonsDir } from './lesson.ts';
import { Problem } from './problem.ts';

/** How a run ended. `code` is null when a signal ended it. */
export interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Running {
  /** Resolves with the first line that starts with `text`; rejects when the run ends without it. */
  line(text: string): Promise<string>;
  /** As Ctrl-C does: SIGINT to the whole process group; SIGKILL when it has not ended 5 s later. */
  stop(): Promise<Outcome>;
  /** Resolves when the process has ended and its output has been read; rejects at a limit. */
  done: Promise<Outcome>;
}

export interface RunOptions {
  /** Allow worker threads. Only for programs that can be trusted: a thread can shed the permissions. */
  threads?: boolean;
  /** Run the program through a symbolic link of this name, in a folder that lives as long as the run. */
  link?: string | undefined;
  /** The longest a run may take, ms. */
  timeLimit?: number;
  /** What the program may read; the lessons by default. */
  readable?: string;
}

/** The most a run may print, characters. */
const outputLimit = 1_000_000;

const windows = process.platform === 'win32';
const alive = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of alive) signalGroup(child, 'SIGKILL');
});

function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Runs a program of the course as the course allows it: it may use sockets and read the lessons, and nothing
 * else. Node's permission model refuses writes, other files, child processes and addons (Node docs, Permissions).
 * @param file absolute path
 */
export function start(file: string, args: readonly string[], options: RunOptions = {}): Running {
  const { threads = false, link, timeLimit = 60_000, readable = lessonsDir } = options;
  const folder = link === undefined ? undefined : realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-')));
  const path = folder === undefined || link === undefined ? file : join(folder, link);
  if (folder !== undefined) symlinkSync(file, path);

  const flags = ['--permission', '--allow-net', `--allow-fs-read=${readable}`, '--disable-warning=ExperimentalWarning'];
  if (folder !== undefined) flags.push(`--allow-fs-read=${folder}`);
  // Node's warning PERM0006 is right: a thread started with `execArgv: []` is free of the permissions. So this is
  // only for programs of the course itself, never for code that somebody else wrote.
  if (threads) flags.push('--allow-worker', '--disable-warning=PERM0006');
  const { TMPDIR, TEMP, SystemRoot } = process.env;
  const env = Object.fromEntries(
    Object.entries({ TMPDIR, TEMP, SystemRoot }).filter(([, value]) => value !== undefined),
  );
  const child = spawn(process.execPath, [...flags, path, ...args], {
    env,
    detached: !windows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  alive.add(child);

  let stdout = '';
  let stderr = '';
  let broken: string | undefined;
  const waiting: { text: string; resolve: (line: string) => void; reject: (error: Error) => void }[] = [];

  const end = (why: string) => {
    broken ??= why;
    signalGroup(child, 'SIGKILL');
  };
  const look = () => {
    const lines = stdout.split('\n').slice(0, -1);
    for (const one of [...waiting]) {
      const line = lines.find((text) => text.startsWith(one.text));
      if (line === undefined) continue;
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(line);
    }
  };
  const take = (add: (text: string) => void) => (text: string) => {
    add(text);
    if (stdout.length + stderr.length > outputLimit) end(`printed more than ${outputLimit} characters`);
    look();
  };
  child.stdout.setEncoding('utf8').on(
    'data',
    take((text) => {
      stdout += text;
    }),
  );
  child.stderr.setEncoding('utf8').on(
    'data',
    take((text) => {
      stderr += text;
    }),
  );
  const limit = setTimeout(() => end(`did not end within ${timeLimit} ms`), timeLimit);

  const done = new Promise<Outcome>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      alive.delete(child);
      if (folder !== undefined) rmSync(folder, { recursive: true });
      for (const one of waiting.splice(0)) {
        one.reject(
          new Problem(file, `ended before it printed "${one.text}": ${(stderr || stdout).trim() || 'no output'}`),
        );
      }
      if (broken === undefined) resolve({ stdout, stderr, code, signal });
      else reject(new Problem(file, `${broken}; it was stopped`));
    });
  });
  done.catch(() => {});

  return {
    done,
    line: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        look();
        if (!alive.has(child)) done.then(() => reject(new Problem(file, `never printed "${text}"`)), reject);
      }),
    stop: () => {
      signalGroup(child, 'SIGINT');
      const patience = setTimeout(() => end('did not end within 5 s of Ctrl-C'), 5000);
      return done.finally(() => clearTimeout(patience));
    },
  };
}

export interface CellOptions {
  /** The lab's TCP ports by name; needed by a cell that says `lab`. */
  lab?: Record<string, number>;
  /** Let the system choose the port of a server cell, instead of the one the page shows. */
  anyPort?: boolean;
}

function startCell(lesson: Lesson, cell: Cell, options: CellOptions, port: number | undefined): Running {
  const args = fillArgs(lesson, cell, options.lab ?? {}, port);
  return start(join(lesson.dir, cell.file), args, {
    threads: cell.threads,
    link: cell.link,
    readable: dirname(lesson.dir),
  });
}

function startServer(lesson: Lesson, cell: Cell, options: CellOptions): Running {
  return startCell(lesson, cell, options, options.anyPort ? 0 : namedPort(lesson, cell));
}

/** Waits until a server cell is up, and takes the port from the line that says so. */
async function portOf(server: Running, cell: Cell): Promise<number | undefined> {
  const line = await server.line(cell.ready);
  const port = /:(\d+)$/.exec(line)?.[1];
  return port === undefined ? undefined : Number(port);
}

/**
 * Runs one cell from start to end, with everything `lesson.json` says it needs around it: the cell it runs
 * with, the visits it gets, Ctrl-C if it runs until stopped. Nothing is left running.
 * @throws Problem when something it needs does not come up, or a limit ends it
 */
export async function runCell(lesson: Lesson, cell: Cell, options: CellOptions = {}): Promise<Outcome> {
  if (cell.with !== undefined) {
    const host = cellOf(lesson, cell.with);
    const server = startServer(lesson, host, options);
    try {
      return await startCell(lesson, cell, options, await portOf(server, host)).done;
    } finally {
      await server.stop();
    }
  }
  if (cell.until !== 'stopped') return startCell(lesson, cell, options, namedPort(lesson, cell)).done;

  const server = startServer(lesson, cell, options);
  try {
    const port = await portOf(server, cell);
    for (const visit of cell.visits) {
      await startCell(lesson, cellOf(lesson, visit), options, port).done;
    }
  } finally {
    await server.stop();
  }
  return server.done;
}
