// Compares the last names only.

import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

export function isProgram(url: string, started: string | undefined) {
  if (started === undefined || !existsSync(started)) return false;
  const name = basename(realpathSync(started));
  return name === basename(fileURLToPath(url));
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
