import { symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { fillArgs, namedPort } from '../course/cells.ts';
import { type Cell, cellOf, type Lesson, lessonsDir, projectDir } from '../course/lesson.ts';
import { realPath } from '../project/files.ts';
import { Problem } from '../project/problem.ts';
import { makeFolder, removeFolder, sweepFolders } from './folder.ts';
import { memoryOf } from './memory.ts';
import { Output } from './output.ts';
import { foldersOf } from './permissions.ts';
import { launch, signalGroup, startBarrier } from './process.ts';

/** How a run ended. `code` is null when a signal ended it. */
export interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

export type StreamName = 'stdout' | 'stderr';

export interface Running {
  /** The number of its process; undefined if the system refused to start one. */
  pid: number | undefined;
  /** Resolves with the first line that starts with `text`; rejects when the run ends without it. */
  line(text: string): Promise<string>;
  /** As Ctrl-C does: SIGINT to the whole process group; SIGKILL when it has not ended `patience` (5000) ms later. */
  stop(patience?: number): Promise<Outcome>;
  /** Ends it at once, with SIGKILL. */
  kill(): void;
  /** Resolves when the process has ended and its output has been read; rejects at a limit. */
  done: Promise<Outcome>;
}

export interface RunOptions {
  /** Allow worker threads. Only for programs that can be trusted: a thread can shed the permissions. */
  threads?: boolean;
  /** Run the program through a symbolic link of this name, in a folder that lives as long as the run. */
  link?: string | undefined;
  /** Let it reach this machine only, whatever it tries: see run/restrictions.mjs. On unless said otherwise. */
  restricted?: boolean;
  /** What host names in its arguments stand for. Other names than these and `localhost` it may not look up. */
  names?: Names;
  /** How many descriptors it may have open at once, where the system has such a limit. */
  descriptors?: number;
  /** Run this text in the place of what is in the file. */
  draft?: string | undefined;
  /** Is told what the program prints, as it comes; the end of a long output only when all is over. */
  onOutput?: (from: StreamName, text: string) => void;
  /** How many characters are kept of the beginning of each stream. */
  headLimit?: number;
  /** The longest a run may take, ms. */
  timeLimit?: number;
  /** The folders the program may read; the lessons by default. */
  readable?: readonly string[];
}

/** What a name stands for: its addresses, or the code of the error that looking it up ended with, as in "ENOTFOUND". */
export type Names = Record<string, string[] | string>;

/** How many descriptors a program may have open that a reader wrote, and one of the course. */
export const readersDescriptors = 1024;
const courseDescriptors = 4096;
/** How many characters are kept of the end of each stream. */
const tailLimit = 20_000;
/** A run that prints more characters than this is stopped. */
const outputLimit = 10_000_000;
/** The most memory a run may occupy: V8's heap, MB, and all of it, bytes. */
const heapLimit = 256;
const memoryLimit = 512 * 1024 * 1024;
/** How long after a look at a run's memory the next one is, ms. */
const memoryPace = 100;

const inside = (file: string) => join(projectDir, 'scripts', 'runner', 'preload', file);

const restrictions = inside('restrictions.mjs');
const intrinsics = inside('intrinsics.mjs');
const draftLoader = inside('draft.ts');

/**
 * Node's flags for a program that may use sockets, read the lessons, and nothing else.
 * @param preloads the URLs of the modules that it loads first
 */
function flagsFor(readable: readonly string[], preloads: readonly string[], threads: boolean): string[] {
  const flags = [
    '--permission',
    '--allow-net',
    // Node 26 lets node:sqlite write files under --permission.
    '--no-experimental-sqlite',
    // Web Storage, too.
    '--no-experimental-webstorage',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapLimit}`,
    // Node compares paths as they are asked for, with links and without.
    ...[
      ...new Set(
        [...readable, startBarrier, restrictions, intrinsics, draftLoader].flatMap((path) => [path, realPath(path)]),
      ),
    ].map((path) => `--allow-fs-read=${path}`),
    ...preloads.map((url) => `--import=${url}`),
  ];
  // Node's warning PERM0006 is right: a thread started with `execArgv: []` is free of the permissions. So this is
  // only for programs of the course itself, never for code that somebody else wrote.
  return threads ? [...flags, '--allow-worker', '--disable-warning=PERM0006'] : flags;
}

let swept = false;
/** Removes what earlier processes left, the first time it is called. */
function sweepOnce(): void {
  if (swept) return;
  swept = true;
  sweepFolders();
}

/** A folder for a run; undefined where none can be made. Most programs need none. */
function tryFolder(): string | undefined {
  try {
    return makeFolder();
  } catch {
    return undefined;
  }
}

/**
 * Runs a program of the course as the course allows it: it may use sockets that stay on this machine, read the
 * lessons, and nothing else. Node's permission model refuses writes, other files, child processes and addons (Node
 * docs, Permissions); run/restrictions.mjs refuses what that leaves open; and the system's own limits refuse it again.
 * @param file absolute path
 * @throws Error when a draft should start threads
 */
export function start(file: string, args: readonly string[], options: RunOptions = {}): Running {
  const { threads = false, link, restricted = true, names = {}, draft, onOutput } = options;
  const { headLimit = 1_000_000, timeLimit = 60_000, readable = [lessonsDir] } = options;
  const { descriptors = draft === undefined ? courseDescriptors : readersDescriptors } = options;
  if (threads && draft !== undefined) throw new Error('a draft must not have threads: they can shed the permissions');
  sweepOnce();
  const folder = tryFolder();
  let path = file;
  if (link !== undefined) {
    if (folder === undefined) throw new Problem(tmpdir(), 'no folder can be made here for a link to the program');
    path = join(folder, link);
    symlinkSync(file, path);
  }

  const withNames = pathToFileURL(restrictions);
  withNames.searchParams.set('names', JSON.stringify(names));
  const preloads = [...(restricted ? [withNames] : []), ...(draft === undefined ? [] : [pathToFileURL(draftLoader)])];
  const flags = flagsFor(
    // The program itself may be a link into a folder that it may not read.
    [...readable, path, file, ...(link === undefined ? [] : [dirname(path)])],
    preloads.map((url) => url.href),
    threads,
  );
  const { SystemRoot } = process.env;
  const temporary = folder ?? tmpdir();
  const env = { TMPDIR: temporary, TEMP: temporary, ...(SystemRoot !== undefined && { SystemRoot }) };
  const child = launch([...flags, path, ...args], env, { input: draft, folder, descriptors });

  const output = { stdout: new Output(headLimit, tailLimit), stderr: new Output(headLimit, tailLimit) };
  let broken: string | undefined;
  let ended = false;
  const waiting: { text: string; resolve: (line: string) => void; reject: (error: Error) => void }[] = [];

  const end = (why: string) => {
    broken ??= why;
    signalGroup(child, 'SIGKILL');
  };
  const look = () => {
    if (waiting.length === 0) return;
    const lines = String(output.stdout).split('\n').slice(0, -1);
    for (const one of [...waiting]) {
      const line = lines.find((text) => text.startsWith(one.text));
      if (line === undefined) continue;
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(line);
    }
  };
  for (const from of ['stdout', 'stderr'] as const) {
    child[from]?.setEncoding('utf8').on('data', (text: string) => {
      const shown = output[from].add(text);
      if (shown !== '') onOutput?.(from, shown);
      if (output.stdout.length + output.stderr.length > outputLimit) {
        end(`printed more than ${outputLimit} characters`);
      }
      look();
    });
  }
  const limit = setTimeout(() => end(`did not end within ${timeLimit} ms`), timeLimit);
  const measure = memoryOf(child.pid ?? 0);
  const watchMemory = async () => {
    const used = (await measure()) ?? 0;
    if (used > memoryLimit) end(`used more than ${memoryLimit / 1024 / 1024} MB of memory`);
    else if (!ended) memory = setTimeout(watchMemory, memoryPace);
  };
  let memory = setTimeout(watchMemory, memoryPace);

  const done = new Promise<Outcome>((resolve, reject) => {
    const tidy = async () => {
      ended = true;
      clearTimeout(limit);
      clearTimeout(memory);
      if (folder !== undefined) await removeFolder(folder);
    };
    let refused: Error | undefined;
    child.on('error', async (error) => {
      // It is followed by 'close'.
      refused = error;
      await tidy();
      reject(error);
    });
    child.on('close', async (code, signal) => {
      const tidied = tidy();
      for (const from of ['stdout', 'stderr'] as const) {
        const rest = output[from].rest();
        if (rest !== '') onOutput?.(from, rest);
      }
      const [stdout, stderr] = [String(output.stdout), String(output.stderr)];
      // V8 gives up (Node docs, --max-old-space-size).
      if (signal === 'SIGABRT' && stderr.includes('heap out of memory')) {
        broken ??= `used more than ${heapLimit} MB of memory for JavaScript`;
      }
      for (const one of waiting.splice(0)) {
        one.reject(
          new Problem(file, `ended before it printed "${one.text}": ${(stderr || stdout).trim() || 'no output'}`),
        );
      }
      await tidied;
      if (refused !== undefined) reject(refused);
      else if (broken === undefined) resolve({ stdout, stderr, code, signal });
      else reject(new Problem(file, `${broken}; it was stopped`));
    });
  });
  done.catch(() => {});

  return {
    pid: child.pid,
    done,
    line: (text) =>
      new Promise((resolve, reject) => {
        waiting.push({ text, resolve, reject });
        look();
        if (ended) done.then(() => reject(new Problem(file, `never printed "${text}"`)), reject);
      }),
    stop: (patience = 5000) => {
      signalGroup(child, 'SIGINT');
      const late = setTimeout(() => end(`did not end within ${patience / 1000} s of Ctrl-C`), patience);
      return done.finally(() => clearTimeout(late));
    },
    kill: () => signalGroup(child, 'SIGKILL'),
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
    readable: foldersOf(lesson, cell),
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
