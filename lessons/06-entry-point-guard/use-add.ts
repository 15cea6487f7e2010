// Imports the function of add.ts. The program part of add.ts stays
// quiet, because add.ts is not the program here: this file is.
//
//   npx tsx lessons/06-entry-point-guard/use-add.ts

import { add } from './add.ts';

function main() {
  if (process.argv[2] === '--help') {
    console.log('usage: use-add.ts');
    return;
  }
  console.log(`2 + 2 is ${add(2, 2)}`);
}

if (import.meta.main) main();
