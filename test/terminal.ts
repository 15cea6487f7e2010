import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectDir } from '../scripts/lesson.ts';

// Vitest puts BASE_URL, NODE_ENV and more of its own into the environment; a reader's terminal has none of it.
const { BASE_URL, NODE_ENV, DEV, PROD, MODE, SSR, TEST, VITEST, ...terminal } = process.env;

export { terminal };

/** Runs a command to its end, as in a reader's terminal. `output` holds both of its streams. */
export async function finish(
  command: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<{ code: number | null; output: string }> {
  const child = spawn(command, args, { cwd: options.cwd ?? projectDir, env: { ...terminal, ...options.env } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

/** Builds the site into a folder, as `npm run build` does. */
export const build = (outDir: string, env: Record<string, string> = {}, cwd = projectDir) =>
  finish(process.execPath, ['site/astro.mjs', 'build', '--outDir', outDir], { cwd, env });
