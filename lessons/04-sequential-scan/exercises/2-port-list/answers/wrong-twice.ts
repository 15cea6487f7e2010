// Prints a port as often as the list names it.

import { argv } from 'node:process';

const ports: number[] = [];
for (const part of (argv[2] ?? '').split(',')) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (!(1 <= first && first <= last && last <= 65535)) {
    console.error(`bad part "${part}"`);
    process.exit(2);
  }
  for (let port = first; port <= last; port++) ports.push(port);
}
console.log(ports.sort((a, b) => a - b).join('\n'));
