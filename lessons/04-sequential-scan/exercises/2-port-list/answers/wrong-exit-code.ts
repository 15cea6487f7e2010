// Throws, so that Node ends it: a stack on many lines, exit code 1.

import { argv } from 'node:process';

const ports = new Set<number>();
for (const part of (argv[2] ?? '').split(',')) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (!(1 <= first && first <= last && last <= 65535)) {
    throw new RangeError(`bad part "${part}"`);
  }
  for (let port = first; port <= last; port++) ports.add(port);
}
console.log([...ports].sort((a, b) => a - b).join('\n'));
