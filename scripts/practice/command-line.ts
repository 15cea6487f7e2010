import { parseArgs } from 'node:util';
import type { Exercise } from '../course/exercises.ts';
import type { Lang } from '../course/languages.ts';
import { type Words, wordsOf } from '../practice/words.ts';
import { Problem } from '../project/problem.ts';
import { isLang, langOfTerminal } from './language.ts';

/** A command line of `npm run practice` or `npm run class`, read. */
export interface Line {
  lang: Lang;
  words: Words;
  help: boolean;
  /** The options other than --lang and --help, as they stand, each with its value; '' for one that has none. */
  options: { name: string; value: string }[];
  /** What is no option. */
  rest: string[];
}

/** A value as it is quoted in a message: on one line, whatever it holds. */
export const quoted = (value: string) => JSON.stringify(value);

/**
 * Reads a command line.
 * @param values the options that take a value, and what they take
 * @param flags the options that take none
 * @throws Problem that names the value and what is accepted, in the language that was asked for
 */
export function readLine(
  args: readonly string[],
  accepted: (words: Words) => string,
  values: Readonly<Record<string, (words: Words) => string>> = {},
  flags: readonly string[] = [],
): Line {
  const taking = [...Object.keys(values), 'lang'];
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(taking.map((name) => [name, { type: 'string' as const }])),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = tokens.filter((token) => token.kind === 'option');

  const langs = given.filter(({ name }) => name === 'lang').map(({ value }) => value ?? '');
  const asked = langs.find((value) => !isLang(value)) ?? langs.at(-1);
  const lang = asked !== undefined && isLang(asked) ? asked : langOfTerminal(process.env);
  const words = wordsOf(lang);
  if (asked !== undefined && !isLang(asked)) {
    throw new Problem(asked === '' ? words.noValue('--lang') : words.badLang(quoted(asked)), words.languages);
  }

  const line: Line = { lang, words, help: false, options: [], rest: [] };
  for (const token of tokens) {
    if (token.kind === 'positional') line.rest.push(token.value);
    if (token.kind !== 'option' || token.name === 'lang') continue;
    const { name, rawName, value } = token;
    const takes = rawName.startsWith('--') && Object.hasOwn(values, name) ? values[name] : undefined;
    if (takes !== undefined) {
      if (value === undefined || value === '' || (!token.inlineValue && value.startsWith('-'))) {
        throw new Problem(words.noValue(rawName), takes(words));
      }
      line.options.push({ name, value });
    } else if (value !== undefined || !['--help', ...flags.map((flag) => `--${flag}`)].includes(rawName)) {
      throw new Problem(words.unknown(quoted(value === undefined ? rawName : `${rawName}=${value}`)), accepted(words));
    } else if (name === 'help') line.help = true;
    else line.options.push({ name, value: '' });
  }
  return line;
}

/**
 * The exercise that a value names by its id or by the beginning of it.
 * @throws Problem when there is none, or more than one
 */
export function exerciseNamed(value: string, all: readonly Exercise[], words: Words): Exercise {
  const found = all.filter(({ id }) => id === value);
  const begun = all.filter(({ id }) => id.startsWith(value));
  const [one, ...others] = found.length > 0 ? found : begun;
  if (one !== undefined && others.length === 0) return one;
  if (one === undefined) {
    const known = all.map(({ id }) => id);
    throw new Problem(words.noExercise(quoted(value)), known.length === 0 ? words.noneYet : words.thereAre(known));
  }
  throw new Problem(words.manyExercises(quoted(value)), words.thereAre(begun.map(({ id }) => id)));
}
