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

type Entry = AsPlainObject['index'][number];

/** A key of the index, and for each field that has it: the field, then for each place the gap to the one before, and how often. */
export type PackedEntry = [key: string, ...fields: number[][]];

/** An entry in its short form: gaps between places are small numbers, and compress better than the places. */
export const pack = ([key, fields]: Entry): PackedEntry => [
  key,
  ...Object.entries(fields).map(([field, counts]) => {
    let before = 0;
    const gaps = Object.entries(counts).flatMap(([place, count]) => {
      const gap = Number(place) - before;
      before = Number(place);
      return [gap, count];
    });
    return [Number(field), ...gaps];
  }),
];

/** The entry that `pack` was given. */
export function unpack([key, ...packed]: PackedEntry): Entry {
  const fields: Entry[1] = {};
  for (const [field = 0, ...gaps] of packed) {
    const counts: Record<string, number> = {};
    let place = 0;
    for (let at = 0; at < gaps.length; at += 2) {
      place += gaps[at] ?? 0;
      counts[place] = gaps[at + 1] ?? 0;
    }
    fields[field] = counts;
  }
  return [key, fields];
}

/** The content of `search/LANG.json`. */
export interface SearchData {
  lang: Lang;
  /** Paths are the same in every language. */
  pages: { path: string; title: string }[];
  places: Place[];
  /** Without the names of its documents, because each is the number of a place. */
  index: Omit<AsPlainObject, 'documentIds' | 'index'> & { index: PackedEntry[] };
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
