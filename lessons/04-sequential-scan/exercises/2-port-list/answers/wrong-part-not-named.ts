// Complains of the whole list, and leaves it to others to find the part.

import { argv } from 'node:process';

const list = argv[2] ?? '';
const ports = new Set<number>();
let isGood = true;
for (const part of list.split(',')) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (!(1 <= first && first <= last && last <= 65535)) {
    isGood = false;
    break;
  }
  for (let port = first; port <= last; port++) ports.add(port);
}
if (isGood) {
  console.log([...ports].sort((a, b) => a - b).join('\n'));
} else {
  console.error(`not a list of ports: ${list}`);
  process.exitCode = 2;
}
