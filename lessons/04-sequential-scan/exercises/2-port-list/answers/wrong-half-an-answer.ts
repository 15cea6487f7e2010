// Prints what is good, until it comes to what is not.

import { argv } from 'node:process';

const ports = new Set<number>();
for (const part of (argv[2] ?? '').split(',')) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (!(1 <= first && first <= last && last <= 65535)) {
    console.error(`bad part "${part}"`);
    process.exitCode = 2;
    break;
  }
  for (let port = first; port <= last; port++) ports.add(port);
}
console.log([...ports].sort((a, b) => a - b).join('\n'));
