// Scans ports of this machine, one after the other.
//
//   npx tsx practice/04-sequential-scan/scan.ts 1000 4401 4408 4409

import { argv } from 'node:process';

const [timeoutText = '1000', ...texts] = argv.slice(2);
const timeout = Number(timeoutText); // for each port, ms
const ports = texts.map(Number);

// Only says what it should do.
console.log(`to do: ask ${ports.join(', ')}, ${timeout} ms each`);
