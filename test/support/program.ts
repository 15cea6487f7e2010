import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, type TestContext } from 'vitest';
import { lessonsDir, projectDir } from '../../scripts/course/lesson.ts';
import { watch } from '../../scripts/project/wait.ts';
import { type Outcome, type Running, type RunOptions, start } from '../../scripts/runner/run.ts';

/** Starts a program of the course. It may read all lessons. `path` is, for example, "03-server-client/server.ts". */
export function program(path: string, args: readonly (string | number)[] = [], options: RunOptions = {}): Running {
  return start(join(lessonsDir, path), args.map(String), options);
}

/** Ends a running program when the test is over, whether it passes or fails. */
export function own(context: TestContext, running: Running): Running {
  context.onTestFinished(async () => {
    await running.stop().catch(() => {});
  });
  return running;
}

/** The text of a file with parts replaced. Each of these parts must occur once in the file. */
export function edited(file: string, edits: Record<string, string>): string {
  let source = readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(edits)) {
    expect(source.split(from), `${JSON.stringify(from)} in ${file}`).toHaveLength(2);
    source = source.replace(from, () => to);
  }
  return source;
}

/** Makes an edited copy of a program, in its own folder, with copies of the modules and threads beside it. @returns its path */
export function alteredFile(context: TestContext, path: string, edits: Record<string, string>): string {
  const source = edited(join(lessonsDir, path), edits);
  const folder = mkdtempSync(join(tmpdir(), 'socketbook-altered-'));
  context.onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  for (const file of globSync(join(dirname(join(lessonsDir, path)), '*.ts')))
    copyFileSync(file, join(folder, basename(file)));
  const copy = join(folder, basename(path));
  writeFileSync(copy, source);
  return copy;
}

/** Starts an edited copy of a program: see alteredFile. */
export function altered(
  context: TestContext,
  path: string,
  edits: Record<string, string>,
  args: readonly (string | number)[] = [],
  options: RunOptions = {},
): Running {
  const file = alteredFile(context, path, edits);
  return own(context, start(file, args.map(String), { readable: [dirname(file)], timeLimit: 30_000, ...options }));
}

/** The port at the end of the first line that starts with `text`. */
export const portIn = async (running: Running, text = 'listening on '): Promise<number> =>
  Number(/:(\d+)$/.exec(await running.line(text))?.[1]);

/** The outcome of a program that succeeded. */
export const well = (stdout: string): Outcome => ({ stdout, stderr: '', code: 0, signal: null });

/** The outcome of a program that refuses an argument. */
export const refused = (line: string): Outcome => ({ stdout: '', stderr: `${line}\n`, code: 2, signal: null });

/** Runs Node to its end, without restrictions. */
export async function node(...args: (string | number)[]): Promise<Outcome> {
  const child = spawn(process.execPath, args.map(String), {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 40_000,
  });
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { stdout, stderr, code, signal };
}

/** Runs a program of the course to its end with `npx tsx`, like a reader. */
export const tsx = (path: string, args: readonly (string | number)[] = []): Promise<Outcome> =>
  node('node_modules/tsx/dist/cli.mjs', `lessons/${path}`, ...args);

/** The command for `launch` that lets a program have at most `count` descriptors open at once. */
export const descriptors = (count: number): string[] => ['sh', '-c', `ulimit -n ${count} && exec "$@"`, 'sh'];

/** The command for `launch` that makes a program print to a full disk (Linux: full(4)). */
export const toFullDisk = ['sh', '-c', 'exec "$@" > /dev/full', 'sh'];

/**
 * The command for `launch` that gives a program a pipe whose reader has left: the shell waits until its own line is refused. It exits
 * with the code of the program.
 */
export const toNoReader = [
  'sh',
  '-c',
  `code=$({ { trap '' PIPE; while echo; do :; done 2>/dev/null; "$@" 4>&-; echo $? >&4; } | true; } 4>&1); exit $code`,
  'sh',
];

/** Starts Node without restrictions, in its own process group. `by` is a command that starts it. */
export function launch(context: TestContext, args: readonly (string | number)[], by: readonly string[] = []) {
  const [command = '', ...rest] = [...by, process.execPath, ...args.map(String)];
  const detached = process.platform !== 'win32';
  const child = spawn(command, rest, { cwd: projectDir, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  const { pid = 0 } = child;
  if (pid === 0) throw new Error(`${command} did not start`);
  let closed = false;
  /** Sends a signal to the program and everything it started, like a terminal. */
  const signal = (name: NodeJS.Signals) => {
    if (closed) return; // its process number may belong to another process now
    try {
      process.kill(detached ? -pid : pid, name);
    } catch {
      // The processes have just ended.
    }
  };
  const limit = setTimeout(() => signal('SIGKILL'), 40_000);
  context.onTestFinished(() => signal('SIGKILL'));
  const printed = { stdout: '', stderr: '' };
  const events = watch();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      printed[stream] += text;
      events.look();
    });
  }
  // "close" comes when no process has the output open. Then everything that the program started has ended, too.
  const done = once(child, 'close').then(([code, ended]): Outcome => {
    closed = true;
    events.look();
    clearTimeout(limit);
    return { ...printed, code: code as number | null, signal: ended as NodeJS.Signals | null };
  });
  return {
    child,
    done,
    signal,
    /** Resolves with the whole output once `text` is in it. Rejects if the program ends without it. */
    async said(text: string | RegExp, stream: 'stdout' | 'stderr' = 'stdout'): Promise<string> {
      const isThere = () => (typeof text === 'string' ? printed[stream].includes(text) : text.test(printed[stream]));
      await events.until(() => isThere() || closed);
      if (isThere()) return printed[stream];
      throw new Error(`ended without ${text}: ${JSON.stringify(await done)}`);
    },
  };
}
