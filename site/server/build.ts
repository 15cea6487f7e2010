// Builds the pages of `npm start`: once, and again when one of their sources has changed.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { isOwn } from '../../scripts/course/course-files.ts';
import { projectDir } from '../../scripts/course/lesson.ts';
import { buildArgs, terminal } from '../../scripts/project/astro.ts';
import { rename } from '../../scripts/project/files.ts';
import { Problem } from '../../scripts/project/problem.ts';
import { isAlive, launch } from '../../scripts/runner/process.ts';

const cache = join(projectDir, 'node_modules', '.cache', 'socketbook-pages');
/** The number of builds that are kept, so that an earlier text or another branch needs no new build. */
const mostKept = 3;
const rooms = ['lessons', 'scripts', 'site'];
const files = ['astro.config.mjs', 'package-lock.json', 'package.json', 'tsconfig.json'];

/** A digest of all sources of the pages. 24 hexadecimal digits of a SHA-256. */
export function digest(): string {
  const hash = createHash('sha256');
  const inRooms = rooms.flatMap((room) =>
    readdirSync(join(projectDir, room), { recursive: true, withFileTypes: true })
      .filter(({ name }) => isOwn(name))
      .map((entry) => join(entry.parentPath, entry.name))
      // Follow links, because the pages show the files that links point to.
      .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile()),
  );
  const there = [...files.map((name) => join(projectDir, name)).filter((file) => existsSync(file)), ...inRooms];
  for (const file of there.sort()) {
    const bytes = readFileSync(file);
    hash.update(`${file.slice(projectDir.length).replaceAll(sep, '/')}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest('hex').slice(0, 24);
}

/** Removes all builds except the latest ones, and the files of interrupted builds. */
function tidy(): void {
  const names = readdirSync(cache);
  const builder = (name: string) => Number(/^half-(\d+)$/.exec(name)?.[1]);
  const cut = names.filter((name) => builder(name) > 0 && !isAlive(builder(name)));
  const age = (name: string) => statSync(join(cache, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const whole = names.filter((name) => /^[0-9a-f]{24}$/.test(name)).sort((a, b) => age(b) - age(a));
  for (const name of [...cut, ...whole.slice(mostKept)]) rmSync(join(cache, name), { recursive: true, force: true });
}

/** The message of an Astro error, without its stack. */
function mistakeIn(output: string): string {
  const [, said = output.slice(-500)] = /\[ERROR\] (.*?)\n +(?:at |Location:|Stack)/s.exec(output) ?? [];
  return said.trim();
}

/**
 * Builds the pages unless they are already built.
 * @param onPage called for each page when it is written
 * @returns the folder of the pages; its name is their digest
 * @throws Problem with the error in their sources
 */
export async function builtPages(onPage: () => void = () => {}): Promise<string> {
  const folder = join(cache, digest());
  if (existsSync(folder)) {
    const now = new Date();
    // Mark this build as the latest. If the folder is not writable, nothing is removed from it.
    try {
      utimesSync(folder, now, now);
    } catch {}
    return folder;
  }
  // Loaded only for a build: the reader of MDX takes memory as long as the notebook runs.
  (await import('./read-lessons.ts')).readLessons();
  const half = join(cache, `half-${process.pid}`);
  try {
    mkdirSync(half, { recursive: true });
    const child = launch(buildArgs(half, '--mode', 'live'), { ...terminal, NO_COLOR: '1' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        output = (output + text).slice(-20_000);
        for (const _ of text.matchAll(/[├└]─ \S+/g)) onPage();
      });
    }
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Problem('the pages could not be built', mistakeIn(output));
    // If a source changed during the build, the digest in the folder's name would be wrong.
    if (digest() !== basename(folder)) return await builtPages(onPage);
    // Another `npm start` may have built the same pages in the meantime.
    if (!existsSync(folder)) rename(half, folder);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (code === undefined || path === undefined) throw error;
    throw new Problem(path, `${code}: the pages are built in this folder; make it writable`);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  tidy();
  return folder;
}
