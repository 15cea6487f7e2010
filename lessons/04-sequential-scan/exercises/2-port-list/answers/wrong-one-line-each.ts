// Prints a line for each bad part.

const list = process.argv[2] ?? '';
const ports = new Set<number>();
let bad = 0;

for (const part of list.split(',')) {
  const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
  const first = Number(from);
  const last = Number(to);
  if (!(1 <= first && first <= last && last <= 65535)) {
    console.error(`bad part "${part}"`);
    bad += 1;
    continue;
  }
  for (let port = first; port <= last; port++) ports.add(port);
}
if (bad > 0) process.exit(2);
console.log([...ports].sort((a, b) => a - b).join('\n'));
