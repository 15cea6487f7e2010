// Imports guards.ts and has it report: here it is a module, and each
// of its guards should say so.
//
//   npx tsx lessons/06-entry-point-guard/use-guards.ts

import { report } from './guards.ts';

if (import.meta.main) {
  if (process.argv[2] === '--help') console.log('usage: use-guards.ts');
  else report();
}
