// Sorts the ports as text.

import { argv } from 'node:process';

const ports = new Set<string>();
for (const part of (argv[2] ?? '').split(',')) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (!(1 <= first && first <= last && last <= 65535)) {
    console.error(`bad part "${part}"`);
    process.exit(2);
  }
  for (let port = first; port <= last; port++) ports.add(`${port}`);
}
console.log([...ports].sort().join('\n'));
