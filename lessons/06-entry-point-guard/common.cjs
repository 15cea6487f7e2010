// add.ts once more, as a CommonJS module: the older kind, with
// require() and module.exports, and with a guard of its own.
//
//   npx tsx lessons/06-entry-point-guard/common.cjs

function add(a, b) {
  return a + b;
}

module.exports = { add };

function main() {
  if (process.argv[2] === '--help') {
    console.log('usage: common.cjs');
    return;
  }
  console.log(`The result is: ${add(5, 3)}`);
}

if (require.main === module) main();
