import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectDir } from '../../scripts/course/lesson.ts';
import { builtPages } from '../../site/server/build.ts';

/** Links the packages one by one, so that a build writes its caches in node_modules of the copy only. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.')) symlinkSync(join(from, name), join(to, name), 'junction');
  }
}

/** What a build asks the compiler and the highlighter. Getting the answers again takes most of the time of a build. */
const cache = join('node_modules', '.cache');
const [types, colours] = [join(cache, 'socketbook-types'), join(cache, 'socketbook-colours')];

/** Removes the compiler's answers from a copy of the project. */
export const forgetTypes = (copy: string): void => rmSync(join(copy, types), { recursive: true, force: true });

const newFolder = () => mkdtempSync(join(tmpdir(), 'socketbook-site-copy-'));

/** Copies the project, with its packages and the answers. @returns the folder; a new one by default */
export function copyProject(copy = newFolder()): string {
  const files = ['package.json', 'package-lock.json', 'astro.config.mjs', 'tsconfig.json'];
  for (const name of [...files, 'lessons', 'scripts', 'site']) {
    cpSync(join(projectDir, name), join(copy, name), { recursive: true });
  }
  linkPackages(join(projectDir, 'node_modules'), join(copy, 'node_modules'));
  for (const answers of [types, colours]) {
    if (existsSync(join(projectDir, answers)))
      cpSync(join(projectDir, answers), join(copy, answers), { recursive: true });
  }
  return copy;
}

/**
 * Copies the project with two of its lessons, 5 and 6, of which the second imports a program of the first. Astro needs half the
 * time for them. @returns the folder; a new one by default
 */
export function copyCourse(copy = newFolder()): string {
  copyProject(copy);
  const lessons = join(copy, 'lessons');
  for (const name of readdirSync(lessons)) {
    // The plans for a class name all lessons.
    if (/^0[1-47]-|^plans\.json$/.test(name)) rmSync(join(lessons, name), { recursive: true });
  }
  return copy;
}

/** Copies the project, with the built pages of `npm start`. @returns the folder */
export async function copyProjectAndPages(): Promise<string> {
  const [pages, copy] = [await builtPages(), copyProject()];
  cpSync(pages, join(copy, relative(projectDir, pages)), { recursive: true });
  return copy;
}
