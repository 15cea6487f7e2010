import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { copyProject as copyInto } from '../scripts/bench-site/copy.ts';
import { projectDir } from '../scripts/lesson.ts';
import { builtPages } from '../site/live/build.ts';

/** A copy of the project to work in or to spoil, with the same packages. @returns its folder */
export function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'socketbook-site-copy-'));
  copyInto(copy);
  return copy;
}

/** Such a copy, with the pages that `npm start` serves already built. @returns its folder */
export async function copyProjectAndPages(): Promise<string> {
  const [pages, copy] = [await builtPages(), copyProject()];
  cpSync(pages, join(copy, relative(projectDir, pages)), { recursive: true });
  return copy;
}
