import type { Both, Lang } from '../course/languages.ts';
import { crashIn } from './crash.ts';

/** A text in every language. A plain string is the same in all languages. */
export type Translated = string | Both;

/** The text in one language. */
export const inLanguage = (text: Translated, lang: Lang) => (typeof text === 'string' ? text : text[lang]);

/** Why a program is wrong. */
export interface Mistake {
  /** The kind of mistake, in kebab-case. */
  id: string;
  saw: Translated;
  wanted: Translated;
  /** The section that explains it, as in "03-server-client#half-close"; none if the message says it all. */
  see?: string;
}

/** A program that passed. */
export interface Pass {
  passed: true;
  /** What was skipped because this machine does not have it; only if something was skipped. */
  untried?: Translated[];
}

/** A program that did not pass. */
export interface Failure extends Mistake {
  passed: false;
  /** The heading of the section `see`. */
  heading?: Translated;
}

/** The judge's verdict on a program. */
export type Verdict = Pass | Failure;

/** Ends a check because the program is wrong. */
export class Wrong extends Error {
  readonly mistake: Mistake;

  constructor(mistake: Mistake) {
    super(mistake.id);
    this.mistake = mistake;
  }
}

/** The most characters of a text in a verdict. It is enough for every check, even with quotes in the text. */
const mostText = 1000;

const shortened = (text: Translated): Translated => {
  const cut = (one: string) => (one.length <= mostText ? one : `${one.slice(0, mostText)}…`);
  return typeof text === 'string' ? cut(text) : { en: cut(text.en), zh: cut(text.zh) };
};

/** The same verdict, with every text cut to that length, because a program can choose what is quoted. */
export const boundedVerdict = (verdict: Verdict): Verdict =>
  verdict.passed
    ? { ...verdict, ...(verdict.untried && { untried: verdict.untried.map(shortened) }) }
    : { ...verdict, saw: shortened(verdict.saw), wanted: shortened(verdict.wanted) };

/** The most characters of a program that a verdict quotes. */
const mostQuoted = 200;

/**
 * Quotes what a program sent or printed, at most 200 characters of it. If an uncaught error ended the program and what Node
 * wrote about it is longer, the quote is the line with the error.
 */
export function quote(text: string): string {
  const quoted = JSON.stringify(text);
  if (quoted.length <= mostQuoted) return quoted;
  const reason = crashIn(text, '')?.reason;
  const line = reason === undefined ? quoted : JSON.stringify(`… ${reason} …`);
  return line.length <= mostQuoted ? line : `${line.slice(0, mostQuoted)}…"`;
}

/**
 * Names, for a verdict, the first line of standard output that was not expected at its place.
 * @param wanted all that it should print
 * @returns a clause that begins with a semicolon; empty if nothing was printed, or lines are only missing
 */
export function unexpected(stdout: string, wanted: string): Both {
  const right = wanted.split('\n');
  const lines = stdout.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const at = lines.findIndex((line, index) => line !== right[index]);
  if (at === -1) return { en: '', zh: '' };
  const line = quote(lines[at] ?? '');
  return {
    en: `; line ${at + 1}, ${line}, was not expected there`,
    zh: `；第 ${at + 1} 行 ${line} 不该出现在那里`,
  };
}
