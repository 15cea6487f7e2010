import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { terminal } from '../scripts/astro.ts';
import { projectDir } from '../scripts/lesson.ts';
import { copyProjectAndPages } from './support/project-copy.ts';

const { scripts, dependencies, devDependencies, allowScripts } = JSON.parse(readFileSync('package.json', 'utf8'));

test.each(Object.entries<string>(scripts))('npm run %s looks at the runtime first', (_, command) => {
  expect(command).toMatch(/^node (-r \.\/scripts\/runtime\.cjs |scripts\/runtime\.cjs && )/);
});

/** The processes whose environment holds this. */
const withMark = (mark: string) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      return false; // it has ended, or is another user's
    }
  });

describe.skipIf(process.platform !== 'linux')('when npm is killed, nothing of it is left', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await copyProjectAndPages();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'index.html'), 'a book');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  // A moment after the start, ms: before Node is up, while modules are loaded, while the lab opens, when all is up.
  const moments = [0, 60, 150, 250, 350, 500, 800, 2000];
  const commands = ['start', 'lab', 'preview'].flatMap((name) =>
    (['SIGKILL', 'SIGTERM'] as const).map((signal) => [name, signal] as const),
  );

  test.each(commands)('npm run %s, %s', async (name, signal) => {
    for (const moment of moments) {
      const mark = `MARK=${randomUUID()}`;
      const port = name === 'lab' ? [] : ['--', '--port', '0'];
      const env = { ...terminal, MARK: mark.slice(5), PATH: `${dirname(process.execPath)}:${terminal.PATH}` };
      const npm = spawn('npm', ['run', name, ...port], { cwd: folder, stdio: 'ignore', env });
      const ended = once(npm, 'exit');
      setTimeout(() => npm.kill(signal), moment);
      await ended;
      await expect.poll(() => withMark(mark), { timeout: 10_000, interval: 50 }).toEqual([]);
    }
  });
});

/** Runs the look at the runtime as a Node of another version would. */
function lookAs(version: string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  return spawnSync(process.execPath, ['-e', `${pretend}; require('./scripts/runtime.cjs')`], {
    cwd: projectDir,
    encoding: 'utf8',
  });
}

test.each(['18.20.8', '20.20.2', '24.9.0'])('Node %s is told in one line what to do', (version) => {
  const { status, stdout, stderr } = lookAs(version);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^Socketbook runs on Node 26, [^\n]* Run "npm ci --no-ignore-scripts" here, then try again\.\n$/,
  );
});

test('the pinned Node, and a newer one, pass without a word', () => {
  for (const version of [process.versions.node, '27.0.0']) {
    expect(lookAs(version)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  }
});

test('this very test runs on the pinned Node', () => {
  const major = /\d+/.exec(dependencies.node)?.[0];
  expect(process.versions.node.split('.')[0]).toBe(major);
});

test('what serving needs is a dependency, what only proving needs is not', () => {
  // site/types.ts asks the compiler, which asks the types of Node.
  for (const name of ['astro', '@astrojs/mdx', 'node', 'shiki', 'tsx', 'zod', 'typescript', '@types/node'])
    expect(dependencies).toHaveProperty(name);
  for (const name of ['vitest', 'playwright-core']) expect(devDependencies).toHaveProperty(name);
});

test('the packages whose install scripts may run are named', () => {
  expect(allowScripts).toEqual({ node: true, esbuild: true });
});
