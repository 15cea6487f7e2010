// Asks the system whether both names lead to one file.

import { statSync } from 'node:fs';

export function isProgram(url: string, started: string | undefined) {
  if (!started) return false;
  const options = { bigint: true, throwIfNoEntry: false } as const;
  const one = statSync(new URL(url), options);
  const other = statSync(started, options);
  if (one === undefined || other === undefined) return false;
  return one.dev === other.dev && one.ino === other.ino;
}

if (isProgram(import.meta.url, process.argv[1])) {
  console.log('started');
}
