// Scans ports of this machine with some workers.
//
//   npx tsx practice/05-threaded-scan/pool-scan.ts 2 1000 4401 4408

import { argv } from 'node:process';

const args = argv.slice(2).map(Number);
const [workers = 0, timeout = 0, ...ports] = args; // timeout: ms

// Only says what it should do.
console.log(`to do: ${ports.join(', ')}, ${timeout} ms for each`);
console.log(`${workers} workers`);
