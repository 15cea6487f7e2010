// A guard for a Node that does not know import.meta.main.
//
//   npx tsx practice/06-entry-point-guard/older-guard.ts

import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function isProgram(url: string, started: string | undefined) {
  if (started === undefined || !existsSync(started)) return false;
  const self = realpathSync(fileURLToPath(url));
  return realpathSync(started) === self;
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
