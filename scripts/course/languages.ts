/** The languages every lesson is written in. The first is the one whose pages have no prefix in their address. */
export const languages = ['en', 'zh'] as const;
export type Lang = (typeof languages)[number];

/** How each is called in HTML and by browsers (BCP 47), and by its readers. */
export const tags: Record<Lang, string> = { en: 'en', zh: 'zh-Hans' };
export const names: Record<Lang, string> = { en: 'English', zh: '中文' };

/** The language that a tag stands for; the first one for a tag that is none of ours. */
export const langOf = (tag: string | undefined): Lang => languages.find((lang) => tags[lang] === tag) ?? languages[0];
