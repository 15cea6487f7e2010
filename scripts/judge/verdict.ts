import type { Lang } from '../course/languages.ts';

/** A text in every language. A plain string is the same in all languages. */
export type Translated = string | Readonly<Record<Lang, string>>;

/** Why a program is wrong. */
export interface Mistake {
  /** The kind of mistake, in kebab-case. */
  id: string;
  saw: Translated;
  wanted: Translated;
  /** The section that explains it, as in "03-server-client#half-close". */
  see: string;
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
  heading: Translated;
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

/** Quotes what a program sent or printed, at most 200 characters of it. */
export function quote(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length <= 200 ? quoted : `${quoted.slice(0, 200)}…"`;
}
