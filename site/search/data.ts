// What the index holds, for those who make it and those who read it.
import type MiniSearch from 'minisearch';
import type { AsPlainObject, Options } from 'minisearch';
import type { Lang } from '../../scripts/languages.ts';
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
  index: Omit<AsPlainObject, 'index'> & { index: string };
}

type Terms = AsPlainObject['index'];

const small = (value: number) => value.toString(36);

/**
 * The terms of an index in half the room, a line each: the term, and after tabs, for each field that has it, the field's number
 * and the places, each as its distance from the one before, with how often it stands there where that is more than once.
 */
export const pack = (terms: Terms): string =>
  terms
    .map(([term, fields]) => {
      const packed = Object.entries(fields).map(([field, places]) => {
        let before = 0;
        const steps = Object.entries(places).map(([place, count]) => {
          const step = small(Number(place) - before);
          before = Number(place);
          return count > 1 ? `${step}:${small(count)}` : step;
        });
        return [field, ...steps].join(' ');
      });
      return [term, ...packed].join('\t');
    })
    .join('\n');

/** What was packed. */
export const unpack = (packed: string): Terms =>
  packed.split('\n').map((line) => {
    const [term = '', ...fields] = line.split('\t');
    const entries = fields.map((field) => {
      const [number = '', ...steps] = field.split(' ');
      let place = 0;
      const places = steps.map((step) => {
        const [distance = '', count = '1'] = step.split(':');
        place += Number.parseInt(distance, 36);
        return [place, Number.parseInt(count, 36)];
      });
      return [number, Object.fromEntries(places)];
    });
    return [term, Object.fromEntries(entries)];
  });

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
