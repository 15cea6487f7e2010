// Shows how light the pages are, beside two other generators with the same words, and how the build grows:
//
//   npm run bench:site [-- --only weight|lighthouse|beside|growth]

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite } from './bench-site/build.ts';
import { parts, say } from './bench-site/parts.ts';
import { rivals } from './bench-site/rivals.ts';
import { circumstances } from './bench-site/tables.ts';
import { command, Problem } from './problem.ts';

const names = Object.keys(parts);

const usage = `usage: npm run bench:site [-- --only ${names.join('|')}]
Weighs every page of the site in a browser, asks Lighthouse, builds the same course with ${rivals.map(({ name }) => name).join(' and ')}, and
times builds of up to a hundred times the lessons. Prints Markdown tables; exit code 1 when a budget does not hold.
Installs Lighthouse and the generators into a temporary folder. Takes many minutes; leave the machine alone meanwhile.`;

/** @throws Problem for an option that is not accepted; undefined if it was `--help` */
function readOptions(args: string[]): { only: string[] } | undefined {
  const accepted = `there are --only ${names.join('|')} and --help`;
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: { help: { type: 'boolean' }, only: { type: 'string' } },
  });
  let only = names;
  for (const token of tokens) {
    if (token.kind === 'positional') throw new Problem(`bad argument ${JSON.stringify(token.value)}`, accepted);
    if (token.kind !== 'option') continue;
    if (token.name === 'help') return undefined;
    if (token.name !== 'only') throw new Problem(`bad option ${JSON.stringify(token.rawName)}`, accepted);
    const { value } = token;
    if (value === undefined) throw new Problem('no value after "--only"', accepted);
    if (!names.includes(value)) throw new Problem(`bad only ${JSON.stringify(value)}`, `one of ${names.join(', ')}`);
    only = [value];
  }
  return { only };
}

async function main() {
  const options = readOptions(process.argv.slice(2));
  if (options === undefined) {
    console.log(usage);
    return;
  }
  const scratch = mkdtempSync(join(tmpdir(), 'socketbook-bench-'));
  try {
    console.log(`${circumstances()}\n`);
    console.error('building the site');
    const dist = join(scratch, 'dist');
    await buildSite(dist);
    const broken: string[] = [];
    for (const name of options.only) broken.push(...((await parts[name]?.(dist)) ?? []));
    say('Verdict', broken.length === 0 ? 'Every budget holds.' : broken.map((one) => `- ${one}`).join('\n'));
    if (broken.length > 0) process.exitCode = 1;
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

if (import.meta.main) await command(main);
