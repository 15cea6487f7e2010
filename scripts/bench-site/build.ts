import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { projectDir } from '../lesson.ts';
import { Problem } from '../problem.ts';

// Where the site will stand, and what Vitest puts into the environment, would change what is built.
const { SITE_URL, BASE_PATH, BASE_URL, NODE_ENV, DEV, PROD, MODE, SSR, TEST, VITEST, ...terminal } = process.env;
const env = { ...terminal, ASTRO_TELEMETRY_DISABLED: '1', ASTRO_DISABLE_UPDATE_CHECK: 'true' };

/**
 * Runs a program to its end.
 * @returns seconds from start to end
 * @throws Problem with the end of what it printed, when it fails
 */
export async function finish(program: string, args: string[], cwd: string): Promise<number> {
  const start = performance.now();
  const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed = (printed + text).slice(-1500);
    });
  }
  const [code, signal] = await once(child, 'close');
  if (code !== 0) {
    throw new Problem([program, ...args].join(' '), `ended with ${signal ?? `exit code ${code}`}:\n${printed.trim()}`);
  }
  return (performance.now() - start) / 1000;
}

/** Builds the site into a folder, from this project or a copy of it. @returns seconds @throws Problem when it fails */
export const buildSite = (outDir: string, project = projectDir): Promise<number> =>
  finish(process.execPath, [join('site', 'astro.mjs'), 'build', '--outDir', outDir], project);
