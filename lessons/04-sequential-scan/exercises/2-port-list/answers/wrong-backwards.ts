// A range that runs backwards is a loop that never starts.

import { argv } from 'node:process';

const ports = new Set<number>();
for (const part of (argv[2] ?? '').split(',')) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const ends = [Number(from), Number(to)];
  if (!ends.every((port) => port >= 1 && port <= 65535)) {
    console.error(`bad part "${part}"`);
    process.exit(2);
  }
  const [first = 0, last = 0] = ends;
  for (let port = first; port <= last; port++) ports.add(port);
}
console.log([...ports].sort((a, b) => a - b).join('\n'));
