import type { Lang } from '../course/languages.ts';
import { crashIn } from './crash.ts';

/** A part of a sentence in every language. A plain string is the same in all languages. */
export type Words = string | Readonly<Record<Lang, string>>;

/** The judge's verdict on a program. */
export type Verdict =
  | {
      passed: true;
      /** What was skipped because this machine does not have it; only if something was skipped. */
      untried?: Words[];
    }
  | {
      passed: false;
      /** The mistake, in kebab-case. */
      id: string;
      saw: Words;
      wanted: Words;
      /** The section that explains it, as in "03-server-client#half-close". */
      see: string;
    };

export type Pass = Extract<Verdict, { passed: true }>;
export type Failure = Extract<Verdict, { passed: false }>;

/** Ends a check because the program is wrong. */
export class Wrong extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.id);
    this.failure = failure;
  }
}

export const inLanguage = (words: Words, lang: Lang) => (typeof words === 'string' ? words : words[lang]);

/** The most characters of a text of a verdict: enough for what a check says, whatever it cites. */
const mostText = 1000;

const shortened = (words: Words): Words => {
  const cut = (text: string) => (text.length <= mostText ? text : `${text.slice(0, mostText)}…`);
  return typeof words === 'string' ? cut(words) : { en: cut(words.en), zh: cut(words.zh) };
};

/** The same verdict, with no text of any length that a program chose. */
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
 * Says which line of standard output was not expected, for a verdict: the first that is not the line that should stand there.
 * @param wanted all that it should print
 * @returns a clause that begins with a semicolon; empty if nothing was printed, or lines are only missing
 */
export function unexpected(stdout: string, wanted: string): Exclude<Words, string> {
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
