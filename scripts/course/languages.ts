/** The languages of every lesson. The pages of the first have no language prefix in their address. */
export const languages = ['en', 'zh'] as const;
export type Lang = (typeof languages)[number];

/** A text in every language. */
export type Both = Readonly<Record<Lang, string>>;

/** The languages whose translation has only begun: what they lack is a note of `npm run check`, and no mistake. */
export const begun: readonly Lang[] = [];

/** The tag of each language in HTML and browsers (BCP 47), and its name in that language. */
export const tags: Record<Lang, string> = { en: 'en', zh: 'zh-Hans' };
export const names: Record<Lang, string> = { en: 'English', zh: '中文' };

/** The language of a tag; the first language if the course does not have it. */
export const langOf = (tag: string | undefined): Lang => languages.find((lang) => tags[lang] === tag) ?? languages[0];
