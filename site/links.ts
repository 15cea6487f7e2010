import { type Lang, languages } from '../scripts/course/languages.ts';

/** The address of a path of this site, with its base: link('icon.svg'). */
export function link(path = ''): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, '')}/${path}`;
}

/** A page in one language: pageLink('zh', 'lessons/03-server-client/'). */
export function pageLink(lang: string, path = ''): string {
  return link(lang === languages[0] ? path : `${lang}/${path}`);
}

/** The parameters of a page of `site/pages/[...lang]/`. */
export const languagePaths = () =>
  languages.map((lang: Lang) => ({ params: { lang: lang === languages[0] ? undefined : lang }, props: { lang } }));

/** The anchor of a whole program on the page of its lesson's programs. */
export function programAnchor(file: string): string {
  return `program-${file.replace(/\W+/g, '-')}`;
}

/** The page with all programs of a lesson, or one of them there. */
export function programsLink(lang: string, lesson: string, file?: string): string {
  return pageLink(lang, `lessons/${lesson}/programs/${file === undefined ? '' : `#${programAnchor(file)}`}`);
}
