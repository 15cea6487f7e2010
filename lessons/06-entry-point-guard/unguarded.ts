// The twin of add.ts without its guard: whoever imports this file
// runs its program too. use-unguarded.ts shows what comes of it.
//
//   npx tsx lessons/06-entry-point-guard/unguarded.ts

export function add(a: number, b: number): number {
  return a + b;
}

// #region program
function main() {
  if (process.argv[2] === '--help') {
    console.log('usage: unguarded.ts');
    process.exit(0);
  }
  console.log(`The result is: ${add(5, 3)}`);
}

main();
// #endregion program
