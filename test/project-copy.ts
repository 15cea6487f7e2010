import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyProject as copyInto } from '../scripts/bench-site/copy.ts';

/** A copy of the project to work in or to spoil, with the same packages. @returns its folder */
export function copyProject(): string {
  const copy = mkdtempSync(join(tmpdir(), 'socketbook-site-copy-'));
  copyInto(copy);
  return copy;
}
