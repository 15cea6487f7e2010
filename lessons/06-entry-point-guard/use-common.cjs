// Requires common.cjs, whose program part stays quiet.
//
//   npx tsx lessons/06-entry-point-guard/use-common.cjs

const { add } = require('./common.cjs');

function main() {
  if (process.argv[2] === '--help') {
    console.log('usage: use-common.cjs');
    return;
  }
  console.log(`2 + 2 is ${add(2, 2)}`);
}

if (require.main === module) main();
