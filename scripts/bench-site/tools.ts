// What only the measuring needs is no part of the project: it is installed into a temporary folder, and kept there.

import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { finish } from './build.ts';

/** Packages by name, each in one exact version. */
export type Versions = Readonly<Record<string, string>>;

/** Makes a folder that nobody else can have filled: what is in it will be run. @throws Problem when it is another user's */
function ownFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const stat = lstatSync(dir);
  const own = process.getuid === undefined || stat.uid === process.getuid();
  if (!stat.isDirectory() || !own) throw new Problem(dir, 'not a folder of yours; remove it, then try again');
}

/** npm as `npm run` names it, or the one on the path. */
function npm(): [program: string, args: string[]] {
  const { npm_execpath: script } = process.env;
  return script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
}

/**
 * Installs packages into a folder of their own, or finds them there.
 * @returns the folder, which has a node_modules
 * @throws Problem when npm fails
 */
export async function install(name: string, versions: Versions): Promise<string> {
  const facts = { private: true, type: 'module', dependencies: versions };
  const text = `${JSON.stringify(facts, null, 2)}\n`;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  const dir = join(tmpdir(), `socketbook-bench-${name}-${digest}`);
  ownFolder(dir);
  const done = join(dir, 'installed');
  if (existsSync(done)) return dir;

  console.error(`installing ${Object.entries(versions).map((one) => one.join('@'))} into ${dir}`);
  rmSync(join(dir, 'node_modules'), { recursive: true, force: true });
  writeFileSync(join(dir, 'package.json'), text);
  const [program, args] = npm();
  await finish(program, [...args, 'install', '--prefix', dir, '--no-audit', '--no-fund', '--save-exact'], { cwd: dir });
  writeFileSync(done, '');
  return dir;
}
