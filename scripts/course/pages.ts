// The pages of a lesson: its core and, if there is more, "Going deeper". Each has its own file of prose in each language.
import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Lang, languages } from './languages.ts';
import { lessonsDir } from './lesson.ts';

export const parts = ['core', 'deeper'] as const;
export type Part = (typeof parts)[number];

/** The file with the prose of a page: "en.mdx" or "deeper.en.mdx". */
export const proseFile = (part: Part, lang: string) => (part === 'core' ? `${lang}.mdx` : `deeper.${lang}.mdx`);

/** The path of a page below `lessons/NN-name/`. */
export const pathOf = (part: Part) => (part === 'core' ? '' : 'deeper/');

/** The languages in which a page is written. */
export const writtenIn = (id: string, part: Part, root = lessonsDir): Lang[] =>
  languages.filter((lang) => existsSync(join(root, id, proseFile(part, lang))));

/** The pages that a lesson has. The core is always one of them. */
export const partsOf = (id: string, root = lessonsDir): Part[] =>
  parts.filter((part) => part === 'core' || writtenIn(id, part, root).length > 0);

/** What the path of a file of prose says, as in "…/lessons/03-server-client/deeper.en.mdx". */
export function placeOfProse(path: string): { lesson: string; root: string; part: Part; lang: Lang } {
  const folder = dirname(path);
  const [, prefix, lang] = /^(deeper\.)?(.*)\.mdx$/.exec(basename(path)) ?? [];
  return {
    lesson: basename(folder),
    root: dirname(folder),
    part: prefix === undefined ? 'core' : 'deeper',
    lang: lang as Lang,
  };
}
