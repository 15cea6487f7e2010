// Takes whatever was started for the program.

import { existsSync } from 'node:fs';

export function isProgram(_url: string, started: string | undefined) {
  return started !== undefined && existsSync(started);
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
