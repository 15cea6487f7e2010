// Looks at Node and the packages. Plain JavaScript, because it must run on any Node and without a package.
const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { isPackaged, machine, running, wanted } = require('../project/node-version.cjs');

const root = dirname(dirname(__dirname));

/** Whether a system fits what package-lock.json names, as in "linux" or ["!win32"]; every system does if it names none. */
function fits(/** @type {string | string[] | undefined} */ named, /** @type {string | undefined} */ value) {
  if (named === undefined) return true;
  if (value === undefined) return false;
  const list = Array.isArray(named) ? named : [named];
  const refused = list.filter((one) => one.startsWith('!'));
  return refused.length > 0 ? !refused.includes(`!${value}`) : list.includes(value);
}

/** The C library of this Linux: "glibc" or "musl"; undefined elsewhere. */
function libc() {
  if (process.platform !== 'linux') return undefined;
  const { header } = /** @type {any} */ (process.report).getReport();
  return header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/** The version of an installed package; undefined if it is not there. */
function versionOf(/** @type {string} */ path) {
  try {
    return JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8')).version;
  } catch (_) {
    return undefined;
  }
}

/**
 * Compares the installed packages with package-lock.json: those that reading and running the course need on this system.
 * @returns {{ installed: number, bad: string[] }}
 */
function packages() {
  const { packages: locked } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const library = libc();
  let installed = 0;
  const bad = [];
  for (const path of Object.keys(locked)) {
    const { version, dev, optional, devOptional, os, cpu, libc: libraries } = locked[path];
    if (path === '' || dev || devOptional) continue;
    const isOwn = os !== undefined || cpu !== undefined;
    if (!fits(os, process.platform) || !fits(cpu, process.arch) || !fits(libraries, library)) continue;
    // Without a system, an optional package may belong to one of another system.
    if (optional && !isOwn) continue;
    if (versionOf(path) === version) installed += 1;
    else bad.push(path.replace(/^.*node_modules\//, ''));
  }
  return { installed, bad };
}

/** The project's Node, if an older one runs and npm has linked it; undefined otherwise. */
const link = join(root, 'node_modules', '.bin', 'node');
exports.ownNode = running < wanted && process.platform !== 'win32' && existsSync(link) ? link : undefined;

/**
 * Looks at Node and the packages.
 * @returns {{ lines: { mark: 'ok' | 'mend', text: string }[], isReady: boolean }}
 */
exports.basics = (/** @type {ReturnType<typeof import('./words.cjs').wordsOf>} */ words) => {
  /** @type {{ mark: 'ok' | 'mend', text: string }[]} */
  const lines = [];
  const hasPackages = existsSync(join(root, 'node_modules', '.package-lock.json'));
  if (running >= wanted) lines.push({ mark: 'ok', text: words.node(process.version) });
  else if (!isPackaged) {
    lines.push({ mark: 'mend', text: `${words.node(process.version)}; ${words.noPackage(machine, wanted)}` });
  } else {
    const isThere =
      hasPackages && [`node-${machine}`, `node-bin-${machine}`].some((name) => versionOf(`node_modules/${name}`));
    const text = isThere ? words.unlinked : words.oldNode;
    lines.push({ mark: 'mend', text: text(process.version, wanted) });
  }
  if (!hasPackages) lines.push({ mark: 'mend', text: words.noPackages });
  else {
    const { installed, bad } = packages();
    const names = bad.slice(0, 5).join(', ') + (bad.length > 5 ? ` … (${bad.length})` : '');
    if (bad.length > 0) lines.push({ mark: 'mend', text: words.badPackages(names) });
    else lines.push({ mark: 'ok', text: words.packages(installed) });
  }
  return { lines, isReady: lines.every(({ mark }) => mark === 'ok') };
};
