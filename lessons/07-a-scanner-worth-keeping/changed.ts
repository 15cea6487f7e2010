// Compares two kept scans: what has changed between them?
//
//   npx tsx lessons/07-a-scanner-worth-keeping/changed.ts
//     [BEFORE AFTER]
//
// Exit code: 0 nothing has changed, 1 something has, 2 cannot say.

import { join } from 'node:path';
import { refuse } from './arguments.ts';
import { readKept, stateOf } from './kept.ts';

const usual = ['before.json', 'after.json'].map((name) =>
  join(import.meta.dirname, name),
);
const args = process.argv.slice(2);
const usage = 'usage: changed.ts [BEFORE AFTER]';
if (args.includes('--help')) {
  console.log(usage);
  process.exit(0);
}
if (args.length !== 0 && args.length !== 2) {
  refuse(`bad arguments ${JSON.stringify(args.join(' '))}: ${usage}`);
}
const [before = '', after = ''] = args.length === 2 ? args : usual;

// #region refuse
const [was, is] = [readKept(before), readKept(after)];
if (typeof was === 'string') refuse(was);
if (typeof is === 'string') refuse(is);
if (was.address !== is.address) {
  refuse(`two hosts: ${was.address} and ${is.address}`);
}
if (was.ports.join() !== is.ports.join()) {
  refuse(`two lists of ports: ${was.asked} and ${is.asked}`);
}
// #endregion refuse

// #region compare
for (const port of was.ports) {
  const [old, now] = [stateOf(was, port), stateOf(is, port)];
  if (old === now) continue;
  console.log(`${port}: ${old} -> ${now}`);
  process.exitCode = 1;
}
// #endregion compare
