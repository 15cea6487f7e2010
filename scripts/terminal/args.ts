import { parseArgs } from 'node:util';
import { Problem } from '../project/problem.ts';

/** What a command accepts, beside --help. */
interface Accepted {
  /** All of it in a line, for who writes something else. */
  summary: string;
  /** The options that take a value, and what they take. */
  values?: Readonly<Record<string, string>>;
  /** The options that take none. */
  flags?: readonly string[];
  /** How many arguments may stand beside the options; none by default. */
  most?: number;
}

/** A command line, read. */
export interface CommandLine {
  help: boolean;
  /** The options as they stand, without --help; the value is '' for one that takes none. */
  options: { name: string; value: string }[];
  /** The last value of each option. */
  values: Readonly<Record<string, string>>;
  /** What is no option. */
  rest: string[];
}

/** The two sentences about a command line, in a language. */
interface Sentences {
  unknown(argument: string): string;
  noValue(option: string): string;
}

const english: Sentences = {
  unknown: (argument) => `unknown argument ${argument}`,
  noValue: (option) => `no value after ${option}`,
};

/** A value as it is quoted in a message: on one line, whatever it holds. */
export const quoted = (value: string) => JSON.stringify(value);

/** The parts of a command line. Not strict: what parseArgs throws is several sentences, in English only. */
export const tokensOf = (args: readonly string[], taking: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: Object.fromEntries(taking.map((name) => [name, { type: 'string' as const }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;

/**
 * Reads a command line, strictly.
 * @throws Problem that names the first argument which is not accepted, and what is
 */
export function readArgs(args: readonly string[], accepted: Accepted, { unknown, noValue } = english): CommandLine {
  const { summary, values: takes = {}, flags = [], most = 0 } = accepted;
  const line = { help: false, options: [] as CommandLine['options'], rest: [] as string[] };
  for (const token of tokensOf(args, Object.keys(takes))) {
    const refused = new Problem(unknown(quoted(args[token.index] ?? '')), summary);
    if (token.kind === 'positional' && line.rest.push(token.value) > most) throw refused;
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const what = rawName.startsWith('--') && Object.hasOwn(takes, name) ? takes[name] : undefined;
    if (what !== undefined) {
      // An option in the place of the value; a negative number is a value.
      if (!value || (!token.inlineValue && /^-\D/.test(value))) throw new Problem(noValue(rawName), what);
      line.options.push({ name, value });
    } else if (value === undefined && rawName === '--help') line.help = true;
    else if (value === undefined && flags.some((flag) => rawName === `--${flag}`))
      line.options.push({ name, value: '' });
    else throw refused;
  }
  return { ...line, values: Object.fromEntries(line.options.map(({ name, value }) => [name, value])) };
}
