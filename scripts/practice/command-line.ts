// The command lines of the commands that speak the user's language: practice, class, exam, doctor.
import { type Exercise, exercises, outsideExercises } from '../course/exercises.ts';
import type { Lang } from '../course/languages.ts';
import { meant } from '../project/meant.ts';
import { Problem } from '../project/problem.ts';
import { fromHere } from '../project/working-folder.ts';
import { type CommandLine, quoted, readArgs, tokensOf } from '../terminal/args.ts';
import { isLang, langOfTerminal } from '../terminal/language.ts';
import { type Words, wordsOf } from './words.ts';

/** What a command accepts besides --lang and --help. The descriptions are in the user's language. */
interface Accepted {
  summary: (words: Words, lang: Lang) => string;
  /** The options that take a value, each with a description of its values. */
  values?: Readonly<Record<string, (words: Words, lang: Lang) => string>>;
  /** The options that take no value. */
  flags?: readonly string[];
  /** The most arguments besides the options. */
  most: number;
}

/** @throws Problem for a language that the course does not have */
function langIn(args: readonly string[], taking: readonly string[]): Lang {
  const langs = tokensOf(args, taking).flatMap((token) =>
    token.kind === 'option' && token.name === 'lang' ? [token.value ?? ''] : [],
  );
  const chosen = langs.find((value) => !isLang(value)) ?? langs.at(-1);
  const ofTerminal = langOfTerminal(process.env);
  if (chosen === undefined) return ofTerminal;
  if (isLang(chosen)) return chosen;
  const words = wordsOf(ofTerminal);
  throw new Problem(chosen === '' ? words.noValue('--lang') : words.badLang(quoted(chosen)), words.languages);
}

/**
 * Reads a command line. The options in the result do not include --lang.
 * @throws Problem that names the value and what is accepted, in the language that --lang names
 */
export function readLine(args: readonly string[], accepted: Accepted): CommandLine & { lang: Lang; words: Words } {
  const { summary, values = {}, flags = [], most } = accepted;
  const lang = langIn(args, [...Object.keys(values), 'lang']);
  const words = wordsOf(lang);
  const inWords = Object.entries(values).map(([name, takes]) => [name, takes(words, lang)]);
  const takes = { ...Object.fromEntries(inWords), lang: words.languages };
  const line = readArgs(args, { summary: summary(words, lang), values: takes, flags, most }, words);
  return { ...line, options: line.options.filter(({ name }) => name !== 'lang'), lang, words };
}

/** The option that names a folder of exercises outside the course. */
export const outsideOption = { exercises: (words: Words) => words.aFolder };

/** The exercises in the folder that --exercises names; those of the course without it. @throws Problem */
export function chosenExercises({ exercises: dir }: Readonly<Record<string, string>>): Exercise[] {
  return dir === undefined ? exercises() : outsideExercises(fromHere(dir));
}

/**
 * The exercise that a value names by its id or by a prefix of it.
 * @throws Problem if there is no such exercise, or more than one
 */
export function exerciseNamed(value: string, all: readonly Exercise[], words: Words): Exercise {
  const found = all.filter(({ id }) => id === value);
  const begun = all.filter(({ id }) => id.startsWith(value));
  const [one, ...others] = found.length > 0 ? found : begun;
  if (one !== undefined && others.length === 0) return one;
  if (one === undefined) {
    const known = all.map(({ id }) => id);
    if (known.length === 0) throw new Problem(words.noExercise(quoted(value)), words.noneYet);
    const near = meant(value, known);
    const remedy = words.thereAre(known);
    throw new Problem(words.noExercise(quoted(value)), near === undefined ? remedy : words.near(near, remedy));
  }
  throw new Problem(words.manyExercises(quoted(value)), words.thereAre(begun.map(({ id }) => id)));
}
