// The types of the index, for the code that builds it and the code that reads it.
import type MiniSearch from 'minisearch';
import type { AsPlainObject, Options } from 'minisearch';
import type { Lang } from '../../scripts/course/languages.ts';
import { keysOf } from './tokens.ts';

/** A place of the course that a search can find. */
export interface Place {
  /** The number of its page. */
  page: number;
  /** The id of its element on that page. */
  id: string;
  heading: string;
  /** Other names of a term. */
  also?: readonly string[];
  /** Search synonyms: phrases that find this place although it does not contain them. */
  asked?: readonly string[];
  /** Prose, one paragraph per line. */
  text: string;
  /** Listings, and the output of programs. */
  code: string;
}

/** The content of `search/LANG.json`. */
export interface SearchData {
  lang: Lang;
  /** Paths are the same in every language. */
  pages: { path: string; title: string }[];
  places: Place[];
  /** Without the names of its documents, because each is the number of a place. */
  index: Omit<AsPlainObject, 'documentIds'>;
}

export type Index = MiniSearch<Place & { number: number }>;

/** The options of the index. Reading it needs the same options as building it. */
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
