// Compares what is in the files, not which files they are.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function isProgram(url: string, started: string | undefined) {
  if (started === undefined || !existsSync(started)) return false;
  const self = readFileSync(fileURLToPath(url), 'utf8');
  return readFileSync(started, 'utf8') === self;
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
