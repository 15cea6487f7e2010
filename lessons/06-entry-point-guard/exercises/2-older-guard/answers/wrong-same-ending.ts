// Is content if one path ends with the other.

import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export function isProgram(url: string, started: string | undefined) {
  if (started === undefined || !existsSync(started)) return false;
  const self = realpathSync(fileURLToPath(url));
  return realpathSync(started).endsWith(self);
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
