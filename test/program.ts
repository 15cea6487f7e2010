import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { lessonsDir, projectDir } from '../scripts/lesson.ts';
import { type Outcome, type Running, type RunOptions, start } from '../scripts/run.ts';

/** Starts a program of the course as the page and the recordings do. `path` is as in "03-server-client/server.ts". */
export function program(path: string, args: readonly (string | number)[] = [], options: RunOptions = {}): Running {
  return start(join(lessonsDir, path), args.map(String), options);
}

/** Runs a program to its end as a reader does, with `npx tsx`. */
export async function tsx(path: string, args: readonly (string | number)[] = []): Promise<Outcome> {
  const file = `lessons/${path}`;
  const child = spawn(process.execPath, ['node_modules/tsx/dist/cli.mjs', file, ...args.map(String)], {
    cwd: projectDir,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const [code, signal] = await once(child, 'close');
  return { stdout, stderr, code, signal };
}
