// The arguments of keep.ts, greet.ts and gentle.ts: a host, a list of
// ports, and a number if the program wants one.

import { lookup } from 'node:dns/promises';
import { parsePorts } from './ports.ts';

/** Prints why, and ends the program: bad arguments exit with 2. */
export function refuse(why: string): never {
  console.error(why);
  process.exit(2);
}

/** The number that a program takes as its third argument. */
interface Count {
  name: string;
  /** Its value if it is left out, and the most it may be. */
  usual: number;
  most: number;
}

/**
 * Reads `[host=127.0.0.1] [ports=4401-4409] [number]`. Prints the
 * usage for `--help`, and refuses what it does not understand.
 * @returns the address of the host, the list of ports as it was
 *   written, the ports, and the number
 */
export async function readArguments(program: string, count?: Count) {
  const number = count && `[${count.name}=${count.usual}]`;
  const usage = ['usage:', program, '[host=127.0.0.1]']
    .concat('[ports=4401-4409]', number ?? [])
    .join(' ');
  const args = process.argv.slice(2);
  const [host = '127.0.0.1', asked = '4401-4409', third, extra] = args;
  if (args.includes('--help')) {
    console.log(usage);
    process.exit(0);
  }
  const more = count ? extra : third;
  if (more !== undefined) {
    refuse(`bad argument ${JSON.stringify(more)}: ${usage}`);
  }
  const amount = Number(third ?? count?.usual);
  if (count && !(/^\d*$/.test(third ?? '') && 1 <= amount)) {
    refuse(bad(count, third));
  }
  if (count && amount > count.most) refuse(bad(count, third));
  const wanted = 'an address or a name';
  const { address } = await lookup(host).catch(() =>
    refuse(`bad host ${JSON.stringify(host)}: ${wanted}`),
  );
  return { address, asked, ports: portsOf(asked), amount };
}

function bad({ name, most }: Count, value?: string): string {
  const given = JSON.stringify(value);
  return `bad ${name} ${given}: a number from 1 to ${most}`;
}

/** The ports in the order in which they were written, each once. */
function portsOf(list: string): number[] {
  try {
    return [...new Set(list.split(',').flatMap(parsePorts))];
  } catch (error) {
    return refuse((error as Error).message);
  }
}

// Stop when the reader of the output has left, as `head -n1` does.
process.stdout.on('error', () => process.exit(1));
