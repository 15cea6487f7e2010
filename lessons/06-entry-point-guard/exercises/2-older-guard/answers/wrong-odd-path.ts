// Compares real paths, but makes the URL a path with the scissors.

import { existsSync, realpathSync } from 'node:fs';

export function isProgram(url: string, started: string | undefined) {
  if (started === undefined || !existsSync(started)) return false;
  return realpathSync(started) === url.slice('file://'.length);
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
