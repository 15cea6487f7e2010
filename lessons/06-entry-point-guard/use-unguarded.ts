// Imports add() from unguarded.ts, to add two other numbers. What
// does it print, and in which order?
//
//   npx tsx lessons/06-entry-point-guard/use-unguarded.ts

// #region importer
import { add } from './unguarded.ts';

function main() {
  if (process.argv[2] === '--help') {
    console.log('usage: use-unguarded.ts');
    return;
  }
  console.log(`2 + 2 is ${add(2, 2)}`);
}

if (import.meta.main) main();
// #endregion importer
