import type { Lang } from '../course/languages.ts';

/** A piece of a sentence in every language. A string stands for itself in all of them. */
export type Words = string | Readonly<Record<Lang, string>>;

/** What the judge has to say of a program. */
export type Verdict =
  | {
      passed: true;
      /** What this machine does not have, and so was not tried; only if there is any. */
      untried?: Words[];
    }
  | {
      passed: false;
      /** Which mistake it is, in kebab-case. */
      id: string;
      saw: Words;
      wanted: Words;
      /** Where the lessons speak of it, as in "03-server-client#half-close". */
      see: string;
    };

export type Pass = Extract<Verdict, { passed: true }>;
export type Failure = Extract<Verdict, { passed: false }>;

/** Ends a check: the program is wrong. */
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

/** Quotes what a program sent or printed, at most 200 characters of it. */
export function quote(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length <= 200 ? quoted : `${quoted.slice(0, 200)}…"`;
}
