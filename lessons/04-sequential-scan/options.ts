// Reads the command line of scan.ts, and refuses what is wrong in
// it. Used by check-port.ts, too.

import { parseArgs } from 'node:util';
import { parsePorts } from './ports.ts';

const usage =
  'usage: scan.ts [host=127.0.0.1] [--ports 1-65535] [--timeout 1000]';

/** Ends the program because of what was asked: one line, exit 2. */
export function refuse(why: string): never {
  // What it quotes may hold line breaks and worse.
  console.error(why.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' '));
  process.exit(2);
}

/** Reads a whole number, or refuses it. */
export function wholeNumber(what: string, text: string, most: number) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    refuse(`bad ${what} "${text}": a whole number from 1 to ${most}`);
  }
  return value;
}

function portList(text: string): number[] {
  try {
    return parsePorts(text);
  } catch (error) {
    return refuse((error as Error).message);
  }
}

/** Reads the arguments of scan.ts. */
export function readOptions(args: string[]) {
  // Not strict: parseArgs would throw, and not say what is accepted.
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: { ports: { type: 'string' }, timeout: { type: 'string' } },
  });
  const hosts: string[] = [];
  const said: Record<string, string> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') hosts.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (name === 'help' && value === undefined) {
      console.log(usage);
      process.exit(0);
    }
    if (name !== 'ports' && name !== 'timeout') {
      refuse(`bad option "${rawName}": ${usage}`);
    }
    if (value === undefined) {
      refuse(`no value after "${rawName}": ${usage}`);
    }
    if (said[name] !== undefined) {
      refuse(`"${rawName}" given twice: ${usage}`);
    }
    said[name] = value;
  }

  const { ports = '1-65535', timeout = '1000' } = said;
  const [host = '127.0.0.1', extra] = hosts;
  if (extra !== undefined) refuse(`bad argument "${extra}": ${usage}`);
  return {
    host,
    ports: portList(ports),
    timeout: wholeNumber('timeout', timeout, 60_000),
  };
}
