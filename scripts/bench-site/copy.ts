import { cpSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { projectDir } from '../lesson.ts';

/** The packages one by one, so that what a build keeps in node_modules stays in the copy. */
function linkPackages(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    if (!name.startsWith('.')) symlinkSync(join(from, name), join(to, name), 'junction');
  }
}

/** Copies what makes the site into an empty folder, with the same packages; of the rooms only these. */
export function copyProject(dir: string, rooms = ['lessons', 'scripts', 'site']): void {
  for (const name of ['package.json', 'package-lock.json', 'astro.config.mjs', 'tsconfig.json', ...rooms]) {
    cpSync(join(projectDir, name), join(dir, name), { recursive: true });
  }
  linkPackages(join(projectDir, 'node_modules'), join(dir, 'node_modules'));
}
