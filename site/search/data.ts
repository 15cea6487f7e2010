// What the index holds, for those who make it and those who read it.
import type MiniSearch from 'minisearch';
import type { AsPlainObject, Options } from 'minisearch';
import type { Lang } from '../../scripts/course/languages.ts';
import { keysOf } from './tokens.ts';

/** A place of the course that can be found. */
export interface Place {
  /** Which of the pages. */
  page: number;
  /** Of the element on that page. */
  id: string;
  heading: string;
  /** Other names of a term. */
  also?: readonly string[];
  /** Phrases that lead here though they do not stand here. */
  asked?: readonly string[];
  /** Prose, a paragraph a line. */
  text: string;
  /** Listings and what programs printed. */
  code: string;
}

/** What `search/LANG.json` holds. */
export interface SearchData {
  lang: Lang;
  /** Paths are the same in every language. */
  pages: { path: string; title: string }[];
  places: Place[];
  index: AsPlainObject;
}

export type Index = MiniSearch<Place & { number: number }>;

/** How the index is made; it can only be read with the same. */
export const indexOptions: Options<Place & { number: number }> = {
  idField: 'number',
  fields: ['heading', 'also', 'text', 'code'],
  extractField: (place, field) => {
    const value = place[field as keyof typeof place];
    return Array.isArray(value) ? value.join('\n') : (value as string);
  },
  tokenize: keysOf,
  processTerm: (term) => term,
};
