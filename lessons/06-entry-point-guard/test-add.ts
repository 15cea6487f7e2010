// A test of add.ts is one more program that imports it: it calls the
// function, compares, and says by its exit code how it went.
//
//   npx tsx lessons/06-entry-point-guard/test-add.ts

import { add } from './add.ts';

// #region cases
const cases = [
  { a: 5, b: 3, sum: 8 },
  { a: -5, b: 3, sum: -2 },
  { a: 0, b: 0, sum: 0 },
];
// #endregion cases

// #region check
function main() {
  let failed = 0;
  for (const { a, b, sum } of cases) {
    const got = add(a, b);
    const verdict = got === sum ? 'ok' : `wrong: it should be ${sum}`;
    if (got !== sum) failed += 1;
    console.log(`add(${a}, ${b}) is ${got}: ${verdict}`);
  }
  if (failed > 0) {
    console.error(`${failed} of ${cases.length} checks failed`);
    process.exitCode = 1;
  }
}
// #endregion check

if (import.meta.main) {
  if (process.argv[2] === '--help') console.log('usage: test-add.ts');
  else main();
}
