// Breaks down when there is no file behind the name.

import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function isProgram(url: string, started: string | undefined) {
  if (started === undefined) return false;
  return realpathSync(started) === realpathSync(fileURLToPath(url));
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
