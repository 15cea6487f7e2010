// Ends what its starter leaves behind. On standard input it is told of each process group that begins ("+123") and
// ends ("-123"); when that input ends, because its starter did (also by kill -9), it kills the groups that are left.

import { createInterface } from 'node:readline';

const groups = new Set<number>();
// It outlives a Ctrl-C or a hang-up that was meant for its starter.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const group = Number(line.slice(1));
  if (line.startsWith('+')) groups.add(group);
  else groups.delete(group);
}
for (const group of groups) {
  try {
    process.kill(process.platform === 'win32' ? group : -group, 'SIGKILL');
  } catch {
    // it has ended by itself
  }
}
