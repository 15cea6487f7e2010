// Chooses the part of a place to show, and the words in it to mark.
import type { Hit } from './find.ts';
import { fold, type Token, tokensOf } from './tokens.ts';

/** A part of an excerpt. Matches are marked. */
export interface Piece {
  text: string;
  marked: boolean;
}

interface Range {
  start: number;
  end: number;
}

type Sought = Pick<Hit, 'keys' | 'pieces'>;

// A cache, because the same lines are used again after each typed letter.
const cut = new Map<string, readonly Token[]>();
function tokensIn(line: string): readonly Token[] {
  const tokens = cut.get(line) ?? [...tokensOf(line)];
  cut.set(line, tokens);
  return tokens;
}

/** The ranges of the found words in a text, in order and without overlap. */
function rangesIn(text: string, { keys, pieces }: Sought): Range[] {
  const found: Range[] = tokensIn(text).filter(({ key }) => keys.has(key));
  const folded = fold(text);
  for (const piece of pieces) {
    for (let start = folded.indexOf(piece); start >= 0; start = folded.indexOf(piece, start + piece.length)) {
      found.push({ start, end: start + piece.length });
    }
  }
  found.sort((a, b) => a.start - b.start || b.end - a.end);
  const ranges: Range[] = [];
  for (const { start, end } of found) {
    const last = ranges.at(-1);
    if (last && start < last.end) last.end = Math.max(last.end, end);
    else ranges.push({ start, end });
  }
  return ranges;
}

/** Cuts a text at its marks, from `start` to `end`. */
function split(text: string, ranges: readonly Range[], start = 0, end = text.length): Piece[] {
  const found: Piece[] = [];
  let at = start;
  for (const range of ranges) {
    if (range.start < start || range.end > end) continue;
    if (range.start > at) found.push({ text: text.slice(at, range.start), marked: false });
    found.push({ text: text.slice(range.start, range.end), marked: true });
    at = range.end;
  }
  if (at < end) found.push({ text: text.slice(at, end), marked: false });
  return found;
}

/** The number of different words in the ranges. */
const variety = (text: string, ranges: readonly Range[]) =>
  new Set(ranges.map(({ start, end }) => fold(text.slice(start, end)))).size;

/** The position at which an excerpt can start without dividing a word. */
function wordStart(text: string, from: number): number {
  if (from <= 0) return 0;
  const space = text.slice(from, from + 15).search(/(?<=\s|[，。：；、？！])/);
  return space < 0 ? from : from + space;
}

/** The best line of a text, or the best part of it, with about `length` letters. */
function bestPart(text: string, sought: Sought, length: number): Piece[] {
  const lines = text.split('\n').map((line) => ({ line, ranges: rangesIn(line, sought) }));
  const best = lines.reduce((a, b) => (variety(b.line, b.ranges) > variety(a.line, a.ranges) ? b : a));
  const { line, ranges } = best;
  // A Chinese character is as wide as two letters.
  const room = /\p{Script=Han}{2}/u.test(line) ? length / 2 : length;
  if (line.length <= room) return split(line, ranges);
  const near = (from: Range) =>
    ranges.filter(({ start, end }) => start >= from.start && end <= from.start + room * 0.7);
  const first = ranges.reduce<Range | undefined>(
    (a, b) => (a === undefined || variety(line, near(b)) > variety(line, near(a)) ? b : a),
    undefined,
  );
  const start = Math.min(first?.start ?? 0, wordStart(line, (first?.start ?? 0) - room * 0.3));
  const limit = Math.min(line.length, start + room);
  const space = line.lastIndexOf(' ', limit);
  const end = Math.max(limit < line.length && space > limit - 15 ? space : limit, first?.end ?? 0);
  return [
    ...(start > 0 ? [{ text: '… ', marked: false }] : []),
    ...split(line, ranges, start, end),
    ...(end < line.length ? [{ text: ' …', marked: false }] : []),
  ];
}

const markedIn = (pieces: readonly Piece[]) => pieces.filter(({ marked }) => marked).map(({ text }) => fold(text));

export interface Excerpt {
  heading: Piece[];
  /** Empty if only the code contains the words. */
  text: Piece[];
  /** Empty if the prose contains all words. */
  code: Piece[];
}

/** The excerpt of a hit. */
export function excerptOf({ place, keys, pieces }: Hit): Excerpt {
  const sought = { keys, pieces };
  const heading = split(place.heading, rangesIn(place.heading, sought));
  const text = bestPart(place.text, sought, 180);
  const code = bestPart(place.code, sought, 90);
  const told = markedIn(text);
  const isTold = (word: string) => told.some((one) => one.startsWith(word) || word.startsWith(one));
  const more = markedIn(code).some((word) => !isTold(word));
  return {
    heading,
    text: told.length === 0 && (more || place.text === '') ? [] : text,
    code: more || place.text === '' ? code : [],
  };
}
