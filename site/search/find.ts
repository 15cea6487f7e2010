// Finds places by words. The index has whole keys. Text that the index divides in another way is searched letter by letter.
import MiniSearch, { type Query, type SearchOptions } from 'minisearch';
import { type Index, indexOptions, type Place, type SearchData } from './data.ts';
import { nearest } from './nearest.ts';
import { fold, keysOf, queryWords, type Word } from './tokens.ts';

export interface Hit {
  place: Place;
  /** The keys and the parts of text that matched. */
  keys: Set<string>;
  pieces: Set<string>;
}

export interface Found {
  /** The hits, best first. */
  hits: Hit[];
  /** True if every hit has all words. False if no place has all of them; the hits then have some. */
  complete: boolean;
}

interface Score extends Omit<Hit, 'place'> {
  score: number;
  /** The number of words it contains. */
  words: number;
  /** The number of these words in its heading. */
  inHeading: number;
}

type Scores = Map<number, Score>;

const keyOptions: SearchOptions = {
  tokenize: (key) => [key],
  processTerm: (key) => key,
  boost: { heading: 4, also: 4, code: 0.6 },
};

/** The most characters of a query that are used. The time for a misspelt word grows with the square of its length. */
export const longest = 200;

/** The most characters of a Chinese text that is searched with two of them swapped. */
const longestSwapped = 12;

/** Whether a place is a whole program. It has no text, because its listings are already in the lesson. */
const isProgram = ({ text }: Place) => text === '';

const phraseOf = (query: string) => fold(query).trim().replace(/\s+/g, ' ');

export class Finder {
  readonly #pages: SearchData['pages'];
  readonly #places: readonly Place[];
  readonly #index: Index;
  /** All keys of the index. */
  readonly #known: readonly string[];
  /** The shown texts of the places, and their headings with the search synonyms of a term. */
  readonly #folded: { heading: string; shown: string; all: string }[];

  constructor({ pages, places, index }: SearchData) {
    this.#pages = pages;
    this.#places = places;
    this.#known = index.index.map(([key]) => key);
    this.#index = MiniSearch.loadJS({ ...index, documentIds: { ...[...places.keys()] } }, indexOptions);
    this.#folded = places.map(({ heading, also = [], text, code }) => {
      const names = fold([heading, ...also].join('\n'));
      const shown = fold([heading, text, code].join('\n'));
      return { heading: names, shown, all: `${names}\n${shown}` };
    });
  }

  /** The places that match a synonym of the query, then those with all of its words; if there are none, those with some. */
  find(typed: string): Found {
    const beginning = typed.slice(0, longest);
    const isAsked = this.#answers(phraseOf(beginning)).length > 0;
    const query = isAsked ? beginning : this.#mended(beginning);
    const phrase = phraseOf(query);
    const { hits, complete } = this.#worded(query, phrase);
    const answers = this.#answers(phrase);
    if (answers.length === 0) return { hits, complete };
    const known = new Map(hits.map((hit) => [hit.place, hit]));
    const keys = new Set(keysOf(query));
    const first = answers.map((place) => known.get(place) ?? { place, keys, pieces: new Set<string>() });
    const others = complete ? hits.filter(({ place }) => !answers.includes(place)) : [];
    return { hits: [...first, ...others], complete: true };
  }

  /** The places that match a synonym of the query. */
  #answers = (phrase: string) => this.#places.filter(({ asked = [] }) => asked.some((one) => phrase.includes(one)));

  /** The query with its misspelt words corrected, if each has only one possible correction. */
  #mended(query: string): string {
    const words = queryWords(query);
    return words.reduce((text, word) => {
      const isLast = word === words.at(-1);
      const meant = word.chinese ? this.#swapped(word.text) : this.#nearest(word, isLast);
      const [only = word.text, ...others] = this.#isKnown(word, isLast) ? [] : meant;
      const start = fold(text).indexOf(word.text);
      if (others.length > 0 || start < 0) return text;
      return text.slice(0, start) + only + text.slice(start + word.text.length);
    }, query);
  }

  #isKnown({ text, chinese, keys, parts }: Word, last: boolean): boolean {
    if (chinese && this.#contain(text)) return true;
    return [keys, parts].some((all) => this.#keyed(all, last).size > 0);
  }

  #contain = (text: string) => this.#folded.some(({ all }) => all.includes(text));

  /** The texts that the course contains, with two neighbouring characters of a Chinese text swapped. */
  #swapped(text: string): string[] {
    const letters = [...text];
    if (letters.length > longestSwapped) return [];
    const swaps = letters.slice(1).map((letter, at) => letters.toSpliced(at, 2, letter, letters[at] ?? '').join(''));
    return [...new Set(swaps)].filter((swap) => swap !== text && this.#contain(swap));
  }

  #nearest = ({ keys: [key = ''] }: Word, last: boolean) => nearest(key, this.#known, last);

  #worded(query: string, phrase: string): Found {
    const words = queryWords(query);
    if (words.length === 0) return { hits: this.#sorted(this.#literally(phrase), phrase, words), complete: true };
    const last = words.at(-1);
    const found = words.map((word) => this.#having(word, word === last));
    const together = merge(found);
    const whole = new Map([...together].filter(([, { words: count }]) => count === words.length));
    if (whole.size > 0) return { hits: this.#sorted(whole, phrase, words), complete: true };
    // Chinese has no spaces, and an identifier may not occur in the course as a whole: search for its parts.
    const looser = words.flatMap((word, index) =>
      found[index]?.size === 0
        ? (word.chinese ? word.keys : word.parts).map((key) => this.#keyed([key], false))
        : (found[index] ?? []),
    );
    return { hits: this.#sorted(merge(looser), phrase, words), complete: false };
  }

  /** The places that contain a word: whole; if none, in parts; if none, misspelt; if none, inside other words. */
  #having(word: Word, last: boolean): Scores {
    const found = this.#keyed(word.keys, last);
    if (word.chinese) {
      const literal = this.#literally(word.text, 2);
      const both = merge([found, literal], 1);
      // If the exact text was found, matches of its single characters are ignored.
      for (const number of literal.keys()) {
        if (this.#folded[number]?.shown.includes(word.text)) both.get(number)?.keys.clear();
      }
      return both;
    }
    if (found.size > 0) return found;
    const ways = [
      () => (word.parts.length > 0 ? this.#keyed(word.parts, last) : found),
      () => this.#keyed(this.#nearest(word, last), false, 'OR'),
      () => (word.text.length > 2 ? this.#literally(word.text) : found),
    ];
    for (const way of ways) {
      const scores = way();
      if (scores.size > 0) return scores;
    }
    return found;
  }

  /** The places that contain all keys, or any of them. If `begun`, a prefix matches the last key. */
  #keyed(keys: readonly string[], begun: boolean, combineWith: 'AND' | 'OR' = 'AND'): Scores {
    const queries: Query[] = keys.map((key, index) => {
      // A number matches only as a whole: 1 does not match 127.
      const prefix = begun && index === keys.length - 1 && !/^\d{1,2}$/.test(key);
      return { queries: [key], prefix };
    });
    if (queries.length === 0) return new Map();
    const results = this.#index.search({ ...keyOptions, combineWith, queries }, keyOptions);
    return new Map(
      results.map(({ id, score, match, terms }) => {
        const inHeading = Object.values(match).some((fields) => fields.includes('heading') || fields.includes('also'));
        // If the exact word was found, longer words with this prefix are ignored.
        const told = terms.filter((term) => keys.includes(term) || !terms.includes(keys.at(-1) ?? ''));
        return [id, { score, words: 1, inHeading: inHeading ? 1 : 0, keys: new Set(told), pieces: new Set() }];
      }),
    );
  }

  /** The places that contain a text exactly. */
  #literally(piece: string, weight = 1): Scores {
    const scores: Scores = new Map();
    if (piece === '') return scores;
    for (const [number, { heading, all }] of this.#folded.entries()) {
      const count = all.split(piece).length - 1;
      if (count === 0) continue;
      const inHeading = heading.includes(piece) ? 1 : 0;
      scores.set(number, {
        score: weight * Math.log2(1 + count),
        words: 1,
        inHeading,
        keys: new Set(),
        pieces: new Set([piece]),
      });
    }
    return scores;
  }

  #sorted(scores: Scores, phrase: string, words: readonly Word[]): Hit[] {
    // For a single word, a match of the whole query adds nothing to the match of the word.
    const isPhrase = words.length !== 1 || words[0]?.chinese || words[0]?.text !== phrase;
    const ranked = [...scores].flatMap(([number, score]) => {
      const [place, folded] = [this.#places[number], this.#folded[number]];
      if (place === undefined || folded === undefined) return [];
      const named = folded.heading.split('\n').includes(phrase);
      const headed = score.inHeading >= score.words && !isProgram(place);
      const said = isPhrase && folded.all.includes(phrase);
      if (said) score.pieces.add(phrase);
      // A place that explains a term comes before a place that only uses it.
      const uses = isProgram(place) || this.#pages[place.page]?.path.endsWith('practice/');
      const rank = (named ? 4 : 0) + (headed ? 2 : 0) + (said ? 1 : 0) - (uses ? 1 : 0);
      return [{ place, score, rank }];
    });
    ranked.sort((a, b) => b.score.words - a.score.words || b.rank - a.rank || b.score.score - a.score.score);
    return ranked.map(({ place, score: { keys, pieces } }) => ({ place, keys, pieces }));
  }
}

/** Adds up the hits of several words. @param words the number of words they count as, if not their own number */
function merge(found: readonly Scores[], words?: number): Scores {
  const merged: Scores = new Map();
  for (const scores of found) {
    for (const [number, score] of scores) {
      const before = merged.get(number);
      const both = before && {
        score: before.score + score.score,
        words: words ?? before.words + score.words,
        inHeading:
          words === undefined ? before.inHeading + score.inHeading : Math.max(before.inHeading, score.inHeading),
        keys: new Set([...before.keys, ...score.keys]),
        pieces: new Set([...before.pieces, ...score.pieces]),
      };
      merged.set(number, both ?? score);
    }
  }
  return merged;
}
