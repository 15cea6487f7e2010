// Prints the ports that a list names, as in 22,80,8000-8010.
//
//   npx tsx practice/04-sequential-scan/port-list.ts 22,80,8000-8010

import { argv } from 'node:process';

const list = argv[2] ?? '';

// Knows no ranges, keeps the order, and believes all that it is told.
for (const part of list.split(',')) {
  console.log(Number(part));
}
