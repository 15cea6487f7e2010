import { symlinkSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { fillArgs, namedPort, withPorts, writtenPort } from '../course/cells.ts';
import type { Lang } from '../course/languages.ts';
import { type Cell, cellOf, type Lesson, lessonsDir, projectDir } from '../course/lesson.ts';
import { readFile, realPath } from '../project/files.ts';
import { freePort } from '../project/free-port.ts';
import { Problem } from '../project/problem.ts';
import { watch } from '../project/wait.ts';
import type { Call, Cut } from './call.ts';
import { readCalls } from './calls.ts';
import { makeFolder, removeFolder, sweepFolders } from './folder.ts';
import {
  courseDescriptors,
  heapLimit,
  memoryLimit,
  memoryPace,
  outputLimit,
  readersDescriptors,
  tailLimit,
  usualHeadLimit,
  usualStopLimit,
  usualTimeLimit,
} from './limits.ts';
import { memoryOf } from './memory.ts';
import { moduleLimit, modulesOf } from './modules.ts';
import { Output } from './output.ts';
import { foldersOf } from './permissions.ts';
import { launch, signalGroup, startModule } from './process.ts';
import { type ConnectionRequest, readRequests } from './requests.ts';

/** How a run ended. `code` is null if a signal ended it. */
export interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The exit code of a run as a shell gives it: 128 and the number of the signal, if a signal ended it. SIGINT gives 130. */
export const exitCodeOf = ({ code, signal }: Outcome): number | undefined =>
  code ?? (signal === null ? undefined : 128 + constants.signals[signal]);

export type StreamName = 'stdout' | 'stderr';

export interface Running {
  /** The number of its process; undefined if the system refused to start one. */
  pid: number | undefined;
  /** Resolves with the first line that starts with `text`. Rejects if the run ends without such a line. */
  line(text: string): Promise<string>;
  /** Stops it like Ctrl-C: SIGINT to the whole process group, and SIGKILL if it has not ended after `patience` (5000) ms. */
  stop(patience?: number): Promise<Outcome>;
  /** Writes a text to its standard input. Does nothing if that has ended, or if the program reads none. */
  type(text: string): void;
  /** Ends its standard input, as Ctrl-D does in a terminal. */
  endInput(): void;
  /** Ends it at once, with SIGKILL. */
  kill(): void;
  /** Its connection requests so far, if they are noted. The list grows. */
  requests: readonly ConnectionRequest[];
  /** Resolves when the process has ended and its output has been read. Rejects if a limit ended it. */
  done: Promise<Outcome>;
}

export interface RunOptions {
  /** Allow worker threads. Only for trusted programs, because a thread can drop the permissions. */
  threads?: boolean;
  /** Run the program through a symbolic link with this name, in the temporary folder of the run. */
  link?: string | undefined;
  /** Limit it to this machine: see preload/restrictions.mjs. True by default. */
  restricted?: boolean;
  /** The results of the lookups of host names in its arguments. It may look up only these and `localhost`. */
  names?: Names;
  /** The most descriptors it may have open at once, if the system has such a limit. */
  descriptors?: number;
  /** Leave its standard input open for `type`; by default it has ended. */
  input?: boolean;
  /**
   * Type these lines on its standard input, and then end it, like a person at a terminal: the first when the program has
   * printed a line, each other when it has printed another. The output shows them where they were typed. Needs `input`.
   */
  typed?: readonly string[];
  /** The language of the messages of the restrictions. English by default. */
  lang?: Lang | undefined;
  /** Run this text instead of the content of the file. */
  draft?: string | undefined;
  /** The ports to put in place of those in the text of the program, if it has ports of its own: see withPorts. */
  ports?: Readonly<Record<string, number>> | undefined;
  /** Gets the output of the program as it arrives. The end of a long output comes only after the program has ended. */
  onOutput?: (from: StreamName, text: string) => void;
  /** The characters kept from the start of each stream. */
  headLimit?: number;
  /** The longest time of a run, ms. */
  timeLimit?: number;
  /** Add to each line the time at which it was printed: see preload/line-times.mjs. */
  times?: boolean | undefined;
  /** Note its connection requests: see preload/requests.mjs. Not together with `onCalls`. */
  requests?: boolean;
  /** Gets the calls that it makes on its sockets, and their events, as they come: see preload/calls.mjs and readCalls. */
  onCalls?: ((calls: Call[], cut?: Cut) => void) | undefined;
  /** The folders that the program may read; the lessons by default. */
  readable?: readonly string[];
}

/** The result of looking up a name: its addresses, or the error code of the lookup, such as "ENOTFOUND". */
export type Names = Record<string, string[] | string>;

const inside = (file: string) => join(projectDir, 'scripts', 'runner', 'preload', file);

const restrictions = inside('restrictions.mjs');
const intrinsics = inside('intrinsics.mjs');
const refusals = inside('refusals.mjs');
const lineTimes = inside('line-times.mjs');
const reportPipe = inside('reports.mjs');
const requestWatch = inside('requests.mjs');
const callWatch = inside('calls.mjs');

const allPreloads = [restrictions, intrinsics, refusals, lineTimes, reportPipe, requestWatch, callWatch];

/**
 * The flags of Node for a program that may use sockets, read the lessons, and do nothing else.
 * @param preloads the URLs of the modules that it loads first
 */
function flagsFor(readable: readonly string[], preloads: readonly string[], threads: boolean): string[] {
  const flags = [
    '--permission',
    '--allow-net',
    // Under --permission, Node 26 lets node:sqlite and Web Storage write files.
    '--no-experimental-sqlite',
    '--no-experimental-webstorage',
    '--disable-warning=ExperimentalWarning',
    `--max-old-space-size=${heapLimit}`,
    // Node compares paths as the program gives them, with or without links resolved.
    ...[...new Set([...readable, startModule, ...allPreloads].flatMap((path) => [path, realPath(path)]))].map(
      (path) => `--allow-fs-read=${path}`,
    ),
    ...preloads.map((url) => `--import=${url}`),
  ];
  // A thread started with `execArgv: []` has all permissions (Node's warning PERM0006). So only programs of the course may
  // start threads, never code of a reader.
  return threads ? [...flags, '--allow-worker', '--disable-warning=PERM0006'] : flags;
}

let swept = false;
/** At the first call, removes the folders that earlier processes left. */
function sweepOnce(): void {
  if (swept) return;
  swept = true;
  sweepFolders();
}

/** A folder for a run; undefined if none can be created. Most programs need none. */
function tryFolder(): string | undefined {
  try {
    return makeFolder();
  } catch {
    return undefined;
  }
}

const noLinks =
  'this system allows no symbolic link, and the program is run through one; on Windows, switch the developer mode on';

const textOf = (file: string) => readFile(file, moduleLimit).toString('utf8');

/**
 * Runs a program with the permissions of the course: it may use sockets on this machine, read the lessons, and do nothing
 * else. Node's permission model refuses writes, other files, child processes and addons (Node docs, Permissions).
 * preload/restrictions.mjs refuses what the model leaves open. The limits of the operating system are a second barrier.
 * @param file absolute path
 * @throws Error for a draft with `threads`
 */
export function start(file: string, args: readonly string[], options: RunOptions = {}): Running {
  const {
    threads = false,
    link,
    restricted = true,
    names = {},
    draft,
    ports,
    input = false,
    onOutput,
    onCalls,
  } = options;
  const { headLimit = usualHeadLimit, timeLimit = usualTimeLimit, readable = [lessonsDir] } = options;
  const { descriptors = draft === undefined ? courseDescriptors : readersDescriptors } = options;
  if (threads && draft !== undefined)
    throw new Error('a draft must not start threads: a thread can drop the permissions');
  sweepOnce();
  const folder = tryFolder();
  let path = file;
  if (link !== undefined) {
    if (folder === undefined) throw new Problem(tmpdir(), 'cannot create a folder here for a link to the program');
    path = join(folder, link);
    try {
      symlinkSync(file, path);
    } catch (error) {
      removeFolder(folder);
      throw new Problem(folder, `${(error as NodeJS.ErrnoException).code}: ${noLinks}`);
    }
  }

  const withNames = pathToFileURL(restrictions);
  withNames.searchParams.set('names', JSON.stringify(names));
  withNames.searchParams.set('lang', options.lang ?? 'en');
  const hasReports = options.requests || onCalls !== undefined;
  const preloads = [
    ...(hasReports ? [pathToFileURL(reportPipe)] : []),
    ...(options.requests ? [pathToFileURL(requestWatch)] : []),
    ...(restricted ? [withNames] : []),
    ...(onCalls ? [pathToFileURL(callWatch)] : []),
    ...(options.times ? [pathToFileURL(lineTimes)] : []),
  ];
  // The program may be a link into a folder that it must not read.
  const mayRead = [...readable, path, file, ...(link === undefined ? [] : [dirname(path)])];
  const flags = flagsFor(
    mayRead,
    preloads.map((url) => url.href),
    threads,
  );
  const { SystemRoot } = process.env;
  const temporary = folder ?? tmpdir();
  const env = { TMPDIR: temporary, TEMP: temporary, ...(SystemRoot !== undefined && { SystemRoot }) };
  const child = launch([...flags, path, ...args], env, {
    input: input ? 'open' : 'ended',
    modules: modulesOf(path, ports === undefined ? draft : withPorts(draft ?? textOf(file), ports), mayRead),
    reports: hasReports,
    folder,
    descriptors,
  });

  // If the system refuses to start it, there are no streams.
  const reports = child.stdio?.[4] as Readable | undefined;
  const requests = reports && options.requests ? readRequests(reports) : [];
  if (reports && onCalls) readCalls(reports, onCalls);
  const output = { stdout: new Output(headLimit, tailLimit), stderr: new Output(headLimit, tailLimit) };
  let broken: string | undefined;
  let ended = false;
  const events = watch();

  const end = (why: string) => {
    broken ??= why;
    signalGroup(child, 'SIGKILL');
  };
  const waitingLines = [...(options.typed ?? [])];
  const typeNext = () => {
    if (options.typed === undefined) return;
    const line = waitingLines.shift();
    if (line === undefined) return void child.stdin?.end();
    output.stdout.add(`${line}\n`);
    child.stdin?.write(`${line}\n`);
  };
  for (const from of ['stdout', 'stderr'] as const) {
    child[from]?.setEncoding('utf8').on('data', (text: string) => {
      const shown = output[from].add(text);
      if (shown !== '') onOutput?.(from, shown);
      if (output.stdout.length + output.stderr.length > outputLimit) {
        end(`printed more than ${outputLimit} characters`);
      }
      events.look();
      if (from === 'stdout' && text.includes('\n')) typeNext();
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
      // Node emits 'close' after it.
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
      // V8 aborts when its heap is full (Node docs, --max-old-space-size).
      if (signal === 'SIGABRT' && stderr.includes('heap out of memory')) {
        broken ??= `used more than ${heapLimit} MB of memory for JavaScript`;
      }
      events.look();
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
    requests,
    line: async (text) => {
      // The last line may not be complete.
      const lines = () => String(output.stdout).split('\n').slice(0, -1);
      const find = () => lines().find((line) => line.startsWith(text));
      await events.until(() => ended || find() !== undefined);
      const line = find();
      if (line !== undefined) return line;
      const all = String(output.stderr) || String(output.stdout);
      throw new Problem(file, `ended before it printed "${text}": ${all.trim() || 'no output'}`);
    },
    stop: async (patience = usualStopLimit) => {
      signalGroup(child, 'SIGINT');
      const late = setTimeout(() => end(`did not end within ${patience / 1000} s of Ctrl-C`), patience);
      try {
        return await done;
      } finally {
        clearTimeout(late);
      }
    },
    type: (text) => void (child.stdin?.writable && child.stdin.write(text)),
    endInput: () => void child.stdin?.end(),
    kill: () => signalGroup(child, 'SIGKILL'),
  };
}

export interface CellOptions {
  /** The lab's TCP ports by name, for a cell that needs the lab. */
  lab?: Record<string, number>;
  /** Let the system choose the port of a server cell, instead of the port on the page. */
  anyPort?: boolean;
  /** A port of the page that another program uses, if `anyPort` was set because of it. */
  busy?: number;
  /** Add to each line the time at which it was printed. */
  times?: boolean;
  /** Accept any exit code, because the program may be a reader's own. */
  anyExit?: boolean;
}

export function startCell(lesson: Lesson, cell: Cell, options: CellOptions, port: number | undefined): Running {
  const args = fillArgs(lesson, cell, options.lab ?? {}, port);
  const written = writtenPort(lesson, cell);
  return start(join(lesson.dir, cell.file), args, {
    threads: cell.threads,
    link: cell.link,
    times: options.times,
    readable: foldersOf(lesson, cell),
    ports: written === undefined || port === undefined || port === written ? undefined : { [written]: port },
    ...(cell.input && { input: true, typed: cell.typed }),
  });
}

/** The port with which a cell is run, if no other cell gives it one. A port in the text of a program cannot be 0: it is printed. */
async function portFor(lesson: Lesson, cell: Cell, { anyPort }: CellOptions): Promise<number | undefined> {
  if (!anyPort) return namedPort(lesson, cell);
  if (writtenPort(lesson, cell) !== undefined) return freePort('tcp');
  return cell.until === 'stopped' ? 0 : namedPort(lesson, cell);
}

export async function startServer(lesson: Lesson, cell: Cell, options: CellOptions): Promise<Running> {
  return startCell(lesson, cell, options, await portFor(lesson, cell, options));
}

/** Waits until a server cell is ready, and returns the port from the line that it prints then. */
export async function portOf(server: Running, cell: Cell): Promise<number | undefined> {
  const line = await server.line(cell.ready);
  const port = /:(\d+)(?=\t|$)/.exec(line)?.[1];
  return port === undefined ? undefined : Number(port);
}

/**
 * Runs one cell from start to end, with everything that its entry in `lesson.json` requires: the cell it runs with, its
 * visits, and Ctrl-C if it runs until it is stopped. When it returns, everything it started has ended.
 * @throws Problem if something it needs does not start, or a limit ends it
 */
export async function runCell(lesson: Lesson, cell: Cell, options: CellOptions = {}): Promise<Outcome> {
  if (cell.with !== undefined) {
    const host = cellOf(lesson, cell.with);
    const server = await startServer(lesson, host, options);
    try {
      return await startCell(lesson, cell, options, await portOf(server, host)).done;
    } finally {
      await server.stop();
    }
  }
  if (cell.until !== 'stopped') {
    return startCell(lesson, cell, options, await portFor(lesson, cell, options)).done;
  }

  const server = await startServer(lesson, cell, options);
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
