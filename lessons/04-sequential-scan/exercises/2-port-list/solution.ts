// Prints the ports that a list names, as in 22,80,8000-8010.
//
//   npx tsx practice/04-sequential-scan/port-list.ts 22,80,8000-8010

import { argv } from 'node:process';

const list = argv[2] ?? '';

/**
 * The ports that a list names, ascending, each once.
 * @throws RangeError that names the bad part
 */
function parsePorts(text: string): number[] {
  const ports = new Set<number>();
  for (const part of text.split(',')) {
    const [, from, to = from] = /^(\d+)(?:-(\d+))?$/.exec(part) ?? [];
    const first = Number(from);
    const last = Number(to);
    // NaN, where nothing matched, is not at least 1 either.
    if (!(1 <= first && first <= last && last <= 65535)) {
      throw new RangeError(
        `bad part "${part}": a port from 1 to 65535, or FIRST-LAST`,
      );
    }
    for (let port = first; port <= last; port++) ports.add(port);
  }
  return [...ports].sort((a, b) => a - b);
}

try {
  console.log(parsePorts(list).join('\n'));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}
