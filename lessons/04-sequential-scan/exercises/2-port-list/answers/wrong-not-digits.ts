// Lets parseInt read, which stops at the first character it dislikes.

import { argv } from 'node:process';

const ports = new Set<number>();
for (const part of (argv[2] ?? '').split(',')) {
  const [from = '', to = from, ...more] = part.split('-');
  const first = Number.parseInt(from, 10);
  const last = Number.parseInt(to, 10);
  const good = 1 <= first && first <= last && last <= 65535;
  if (!good || more.length > 0) {
    console.error(`bad part "${part}"`);
    process.exit(2);
  }
  for (let port = first; port <= last; port++) ports.add(port);
}
console.log([...ports].sort((a, b) => a - b).join('\n'));
