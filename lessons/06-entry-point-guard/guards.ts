// Three ways for a module to ask "am I the program?", and what each
// answers. use-guards.ts imports this file and asks again.
//
//   npx tsx lessons/06-entry-point-guard/guards.ts

import { existsSync, realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

// #region guards
const self = fileURLToPath(import.meta.url);
const started = process.argv[1] ?? '';

const builtIn = import.meta.main;
const realPaths =
  existsSync(started) && realpathSync(started) === realpathSync(self);
const naive = started === self;
// #endregion guards

export function report() {
  console.log(`this module:         ${basename(self)}`);
  console.log(`what was started:    ${basename(started)}`);
  console.log(`import.meta.main:    ${builtIn}`);
  console.log(`real paths compared: ${realPaths}`);
  console.log(`names compared:      ${naive}`);
}

if (import.meta.main) {
  if (process.argv[2] === '--help') console.log('usage: guards.ts');
  else report();
}
