// Reads a scanner's command line:
//
//   [host=127.0.0.1] [count] [--ports 1-65535] [--timeout MS]

import { parseArgs } from 'node:util';
import { parsePorts } from './ports.ts';

export interface Options {
  host: string;
  /** How many workers or threads; undefined if not given. */
  count: number | undefined;
  ports: number[];
  /** ms; undefined if not given. */
  timeout: number | undefined;
}

/**
 * Reads the arguments of a scanner.
 * @param usage the whole command line, for messages
 * @param counted what the second argument counts, as in "workers"
 * @param most the highest count that is accepted
 * @returns the options, or undefined for `--help`
 * @throws RangeError that names the bad argument; the argument may
 *   hold line breaks: print it with `oneLine`
 */
export function readOptions(
  args: string[],
  usage: string,
  counted: string,
  most: number,
): Options | undefined {
  const { tokens } = parseArgs({
    args,
    strict: false,
    tokens: true,
    options: {
      ports: { type: 'string' },
      timeout: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const given: string[] = [];
  const said: Record<string, string> = {};
  for (const token of tokens) {
    if (token.kind === 'positional') given.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    if (name === 'help' && value === undefined) return undefined;
    if (name !== 'ports' && name !== 'timeout') {
      throw bad('option', rawName, usage);
    }
    if (value === undefined) {
      throw new RangeError(`no value after "${rawName}": ${usage}`);
    }
    if (said[name] !== undefined) {
      throw new RangeError(`"${rawName}" given twice: ${usage}`);
    }
    said[name] = value;
  }

  const { ports = '1-65535', timeout } = said;
  const [host = '127.0.0.1', count, extra] = given;
  if (extra !== undefined) {
    throw bad('argument', extra, usage);
  }
  return {
    host,
    count: wholeNumber(counted, count, most),
    ports: parsePorts(ports),
    timeout: wholeNumber('timeout', timeout, 60_000),
  };
}

/** As `readOptions`; prints the usage or an error, and exits. */
export function parseOrExit(
  args: string[],
  usage: string,
  counted: string,
  most: number,
): Options {
  try {
    const asked = readOptions(args, usage, counted, most);
    if (asked !== undefined) return asked;
    console.log(usage);
    process.exit(0);
  } catch (error) {
    console.error(oneLine((error as Error).message));
    process.exit(2);
  }
}

/** Replaces line breaks and control characters with spaces. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}

function wholeNumber(
  what: string,
  text: string | undefined,
  most: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) {
    throw bad(what, text, `a whole number from 1 to ${most}`);
  }
  return value;
}

/** The error for an argument that is not accepted. */
function bad(what: string, text: string, accepted: string) {
  return new RangeError(`bad ${what} "${text}": ${accepted}`);
}
