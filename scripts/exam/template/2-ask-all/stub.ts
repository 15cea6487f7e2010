// Asks several servers of this machine at once.
//
//   npx tsx practice/TEST/ask-all.ts PORT PORT …

import process from 'node:process';

const ports = process.argv.slice(2).map(Number);

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));

// Write the program from here on.
console.log(ports.join(' '));
