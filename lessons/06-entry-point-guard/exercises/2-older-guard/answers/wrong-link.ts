// Compares paths, but not the real ones.

import { fileURLToPath } from 'node:url';

export function isProgram(url: string, started: string | undefined) {
  return fileURLToPath(url) === started;
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
