// Text in the columns of a terminal, where a full-width character takes two columns.
import { createRequire } from 'node:module';

type StringWidth = typeof import('string-width')['default'];
let stringWidth: StringWidth | undefined;
const require = createRequire(import.meta.url);

/** The printable characters of Latin-1 without the soft hyphen, and the dashes, quotes and dots of English: one column each. */
const narrow = /^[\x20-\x7e\xa0-\xac\xae-\xff\u2010-\u2022\u2026]*$/;

/**
 * The number of columns of a text: two for a full-width character or an emoji, none for a combining accent. The package that
 * knows them is loaded only for a text that may have some, because loading it takes as long as starting Node.
 */
export function width(text: string): number {
  if (narrow.test(text)) return text.length;
  stringWidth ??= (require('string-width') as { default: StringWidth }).default;
  return stringWidth(text);
}

/** Adds spaces up to a width. A longer text stays unchanged. */
const pad = (text: string, columns: number) => text + ' '.repeat(Math.max(0, columns - width(text)));

// A line may end between two full-width characters, but not before the first kind or after the second.
const closes = /^[，。、；：？！）》」』】”’…—％]/u;
const opens = /[（《「『【“‘]$/u;

interface Piece {
  text: string;
  /** Whether a space stands before it. */
  apart: boolean;
  /** Whether it ends with a full-width character, after which a line may end. */
  isWide: boolean;
}

let segmenter: Intl.Segmenter | undefined;

function characters(text: string): string[] {
  if (narrow.test(text)) return text.split('');
  segmenter ??= new Intl.Segmenter();
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** The characters of a text as a reader counts them. `code` in backticks counts as one, whatever it contains. */
const units = (text: string) =>
  Array.from(text.matchAll(/`[^`]+`|[^`]+|`/g)).flatMap(([part]) =>
    part.length > 1 && part.startsWith('`') ? [part] : characters(part),
  );

/** Divides a text at the places where a line may end. */
function pieces(text: string): Piece[] {
  const all: Piece[] = [];
  let apart = false;
  for (const unit of units(text)) {
    const before = all.at(-1);
    if (unit.trim() === '') {
      apart = true;
      continue;
    }
    const isWide = width(unit) === 2;
    const stays = before !== undefined && (closes.test(unit) || opens.test(before.text) || !(isWide || before.isWide));
    if (stays && !apart) {
      before.text += unit;
      before.isWide = isWide;
    } else all.push({ text: unit, apart, isWide });
    apart = false;
  }
  return all;
}

/** The longest start of a text that fits (at least one character), and the rest. */
function cut(text: string, columns: number): [string, string] {
  let head = '';
  for (const one of characters(text)) {
    if (head !== '' && width(head + one) > columns) break;
    head += one;
  }
  return [head, text.slice(head.length)];
}

/**
 * Wraps a paragraph. A piece that is longer than a line, such as an address, is cut.
 * @param columns the width of the lines, including their prefixes
 * @param first the prefix of the first line
 * @param rest the prefix of the other lines
 */
export function wrap(text: string, columns: number, first = '', rest = ' '.repeat(width(first))): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  const feed = () => {
    lines.push(line);
    line = rest;
    empty = true;
  };
  for (const piece of pieces(text)) {
    const space = piece.apart && !empty ? ' ' : '';
    if (!empty && width(line + space + piece.text) > columns) feed();
    else line += space;
    let left = piece.text;
    while (width(line + left) > columns) {
      const [head, tail] = cut(left, columns - width(line));
      line += head;
      left = tail;
      if (tail === '') break;
      feed();
    }
    line += left;
    empty = false;
  }
  return [...lines, line];
}

/**
 * Formats rows as lines. Each column is as wide as its widest cell.
 * @param right the indexes of the columns that are aligned right
 */
export function table(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => width(row[index] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const columns = widths[index] ?? 0;
        return right.includes(index) ? ' '.repeat(columns - width(cell)) + cell : pad(cell, columns);
      })
      .join('  ')
      .trimEnd(),
  );
}
