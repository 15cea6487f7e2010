import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { projectDir } from '../../scripts/course/lesson.ts';
import { builtPages } from '../../site/server/build.ts';

/** The packages one by one, so that what a build keeps in node_modules stays in the copy. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.')) symlinkSync(join(from, name), join(to, name), 'junction');
  }
}

/** What the compiler said of the listings: to ask it again takes most of the time of a build. */
const types = join('node_modules', '.cache', 'socketbook-types');

/** Has the compiler asked anew in a copy of the project. */
export const forgetTypes = (copy: string): void => rmSync(join(copy, types), { recursive: true, force: true });

/** A copy of the project to work in or to spoil, with the same packages and what the compiler said. @returns its folder, a new one unless it is said */
export function copyProject(copy = mkdtempSync(join(tmpdir(), 'socketbook-site-copy-'))): string {
  const files = ['package.json', 'package-lock.json', 'astro.config.mjs', 'tsconfig.json'];
  for (const name of [...files, 'lessons', 'scripts', 'site']) {
    cpSync(join(projectDir, name), join(copy, name), { recursive: true });
  }
  linkPackages(join(projectDir, 'node_modules'), join(copy, 'node_modules'));
  if (existsSync(join(projectDir, types))) cpSync(join(projectDir, types), join(copy, types), { recursive: true });
  return copy;
}

/** Such a copy, with the pages that `npm start` serves already built. @returns its folder */
export async function copyProjectAndPages(): Promise<string> {
  const [pages, copy] = [await builtPages(), copyProject()];
  cpSync(pages, join(copy, relative(projectDir, pages)), { recursive: true });
  return copy;
}
