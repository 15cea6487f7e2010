// Two things in one file: a module that offers add(), and a program
// that prints a sum. The guard in the last line tells them apart.
//
//   npx tsx lessons/06-entry-point-guard/add.ts

export function add(a: number, b: number): number {
  return a + b;
}

function main() {
  if (process.argv[2] === '--help') {
    console.log('usage: add.ts');
    return;
  }
  console.log(`The result is: ${add(5, 3)}`);
}

if (import.meta.main) main();
