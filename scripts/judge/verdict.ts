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

/** Quotes what a program sent or printed, at most 200 characters of it. */
export function quote(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.length <= 200 ? quoted : `${quoted.slice(0, 200)}…"`;
}
