import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { projectDir } from '../../scripts/course/lesson.ts';
import { buildArgs, terminal } from '../../scripts/project/astro.ts';

interface Options {
  /** The project's folder by default. */
  cwd?: string;
  /** Variables to add to a reader's environment. */
  env?: Record<string, string>;
}

/** Runs a program to its end, as in a reader's terminal. `output` has both streams; `code` is null if a signal ended it. */
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
 * Builds the site into a folder, like `npm run build`.
 * @param options `cwd`: this project or a copy of it; `env`: SITE_URL and BASE_PATH, the address of the site
 * @throws Error with the end of the build's output if it fails
 */
export async function buildSite(outDir: string, options: Options = {}): Promise<void> {
  const { code, output } = await run(process.execPath, buildArgs(outDir), options);
  if (code !== 0) throw new Error(`the build ended with ${code ?? 'a signal'}:\n${output.slice(-1500).trim()}`);
}
