import type { Lang } from '../course/languages.ts';

/** A part of a sentence in every language. A plain string is the same in all languages. */
export type Words = string | Readonly<Record<Lang, string>>;

/** Why a program is wrong. */
export interface Mistake {
  /** The kind of mistake, in kebab-case. */
  id: string;
  saw: Words;
  wanted: Words;
  /** The section that explains it, as in "03-server-client#half-close". */
  see: string;
}

/** A program that passed. */
export interface Pass {
  passed: true;
  /** What was skipped because this machine does not have it; only if something was skipped. */
  untried?: Words[];
}

/** A program that did not pass. */
export interface Failure extends Mistake {
  passed: false;
  /** The heading of the section `see`. */
  heading: Words;
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

/** Quotes what a program sent or printed, at most 200 characters of it. */
export function quote(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length <= 200 ? quoted : `${quoted.slice(0, 200)}…"`;
}
