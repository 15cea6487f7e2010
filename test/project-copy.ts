import { cpSync, mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectDir } from '../scripts/lesson.ts';

/** A copy of the project to work in or to spoil, with the same packages. @returns its folder */
export function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'socketbook-site-copy-'));
  for (const name of ['package.json', 'astro.config.mjs', 'tsconfig.json', 'lessons', 'scripts', 'site']) {
    cpSync(join(projectDir, name), join(copy, name), { recursive: true });
  }
  symlinkSync(join(projectDir, 'node_modules'), join(copy, 'node_modules'), 'junction');
  return copy;
}
