import { parseArgs } from 'node:util';
import { didYouMean, meant } from '../project/meant.ts';
import { Problem } from '../project/problem.ts';

/** What a command accepts besides --help. */
interface Accepted {
  /** One line that lists everything it accepts, for the message about an unknown argument. */
  summary: string;
  /** The options that take a value, each with a description of its values. */
  values?: Readonly<Record<string, string>>;
  /** The options that take no value. */
  flags?: readonly string[];
  /** The most arguments besides the options; none by default. */
  most?: number;
}

/** A parsed command line. */
export interface CommandLine {
  help: boolean;
  /** The options in order, without --help. The value is '' for an option that takes none. */
  options: { name: string; value: string }[];
  /** The last value of each option. */
  values: Readonly<Record<string, string>>;
  /** The arguments that are not options. */
  rest: string[];
}

/** The two messages about a command line, in one language. */
interface Sentences {
  unknown(argument: string): string;
  noValue(option: string): string;
  /** What is accepted, after the option that was meant. */
  near(option: string, summary: string): string;
}

const english: Sentences = {
  unknown: (argument) => `unknown argument ${argument}`,
  noValue: (option) => `no value after ${option}`,
  near: didYouMean,
};

/** A value in quotes for a message, always on one line. */
export const quoted = (value: string) => JSON.stringify(value);

/** The parts of a command line. Not strict, because the errors of parseArgs are several sentences, in English only. */
export const tokensOf = (args: readonly string[], taking: readonly string[]) =>
  parseArgs({
    args: [...args],
    options: Object.fromEntries(taking.map((name) => [name, { type: 'string' as const }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  }).tokens;

/**
 * Parses a command line and checks it.
 * @throws Problem that names the first argument that is not accepted, and what is accepted
 */
export function readArgs(
  args: readonly string[],
  accepted: Accepted,
  { unknown, noValue, near } = english,
): CommandLine {
  const { summary, values: takes = {}, flags = [], most = 0 } = accepted;
  const line = { help: false, options: [] as CommandLine['options'], rest: [] as string[] };
  const options = [...Object.keys(takes), ...flags, 'help'].map((name) => `--${name}`);
  for (const token of tokensOf(args, Object.keys(takes))) {
    const typed = args[token.index] ?? '';
    const [begun = ''] = typed.split('=');
    const option = token.kind === 'option' && !options.includes(begun) ? meant(begun, options) : undefined;
    const refused = new Problem(unknown(quoted(typed)), option === undefined ? summary : near(option, summary));
    if (token.kind === 'positional' && line.rest.push(token.value) > most) throw refused;
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const what = rawName.startsWith('--') && Object.hasOwn(takes, name) ? takes[name] : undefined;
    if (what !== undefined) {
      // The next option is not a value. A negative number is one.
      if (!value || (!token.inlineValue && /^-\D/.test(value))) throw new Problem(noValue(rawName), what);
      line.options.push({ name, value });
    } else if (value === undefined && rawName === '--help') line.help = true;
    else if (value === undefined && flags.some((flag) => rawName === `--${flag}`))
      line.options.push({ name, value: '' });
    else throw refused;
  }
  return { ...line, values: Object.fromEntries(line.options.map(({ name, value }) => [name, value])) };
}
