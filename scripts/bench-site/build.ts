import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { buildArgs, terminal } from '../astro.ts';
import { projectDir } from '../lesson.ts';
import { Problem } from '../problem.ts';

const quiet = { ASTRO_TELEMETRY_DISABLED: '1', ASTRO_DISABLE_UPDATE_CHECK: 'true' };

interface Options {
  /** The project's folder by default. */
  cwd?: string;
  /** Added to what a reader's terminal has. */
  env?: Record<string, string>;
}

/** Runs a program to its end, as in a reader's terminal. `output` holds both of its streams; `code` is null when a signal ended it. */
export async function run(
  program: string,
  args: string[],
  { cwd = projectDir, env }: Options = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(program, args, { cwd, env: { ...terminal, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

/**
 * Runs a program that has to succeed.
 * @returns seconds from start to end
 * @throws Problem with the end of what it printed, when it fails
 */
export async function finish(program: string, args: string[], options: Options): Promise<number> {
  const start = performance.now();
  const { code, output } = await run(program, args, { ...options, env: { ...quiet, ...options.env } });
  if (code !== 0) {
    const how = code === null ? 'a signal' : `exit code ${code}`;
    throw new Problem([program, ...args].join(' '), `ended with ${how}:\n${output.slice(-1500).trim()}`);
  }
  return (performance.now() - start) / 1000;
}

/**
 * Builds the site into a folder, as `npm run build` does.
 * @param options `cwd`: this project or a copy of it; `env`: where the site will stand, SITE_URL and BASE_PATH
 * @returns seconds
 * @throws Problem when it fails
 */
export const buildSite = (outDir: string, options: Options = {}): Promise<number> =>
  finish(process.execPath, buildArgs(outDir), options);
