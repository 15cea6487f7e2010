import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync } from 'node:fs';
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

/** A copy of the project to work in or to spoil, with the same packages. @returns its folder, a new one unless it is said */
export function copyProject(copy = mkdtempSync(join(tmpdir(), 'socketbook-site-copy-'))): string {
  const files = ['package.json', 'package-lock.json', 'astro.config.mjs', 'tsconfig.json'];
  for (const name of [...files, 'lessons', 'scripts', 'site']) {
    cpSync(join(projectDir, name), join(copy, name), { recursive: true });
  }
  linkPackages(join(projectDir, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Such a copy, with the pages that `npm start` serves already built. @returns its folder */
export async function copyProjectAndPages(): Promise<string> {
  const [pages, copy] = [await builtPages(), copyProject()];
  cpSync(pages, join(copy, relative(projectDir, pages)), { recursive: true });
  return copy;
}
