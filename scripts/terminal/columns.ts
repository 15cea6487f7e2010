// Text in the columns of a terminal, where a full-width character takes two.
import stringWidth from 'string-width';

/** How many columns a text takes: two for a full-width character or an emoji, none for an accent that stands on another. */
export const width = (text: string): number => stringWidth(text);

/** Fills a text up with spaces. A text that is longer stays as it is. */
const pad = (text: string, columns: number) => text + ' '.repeat(Math.max(0, columns - width(text)));

// Between two full-width characters a line may end, but these stay with what is before or after them.
const closes = /^[，。、；：？！）》」』】”’…—％]/u;
const opens = /[（《「『【“‘]$/u;

interface Piece {
  text: string;
  /** A space stands before it. */
  apart: boolean;
  /** It ends with a full-width character, after which a line may end. */
  isWide: boolean;
}

const segmenter = new Intl.Segmenter();
const characters = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** The characters of a text, as a reader counts them; `code` in backticks is one, whatever it holds. */
const units = (text: string) =>
  Array.from(text.matchAll(/`[^`]+`|[^`]+|`/g)).flatMap(([part]) =>
    part.length > 1 && part.startsWith('`') ? [part] : characters(part),
  );

/** Cuts a text where a line may end. */
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

/** The most characters of a text that fit, one at least, and the rest. */
function cut(text: string, columns: number): [string, string] {
  let head = '';
  for (const one of characters(text)) {
    if (head !== '' && width(head + one) > columns) break;
    head += one;
  }
  return [head, text.slice(head.length)];
}

/**
 * Wraps a paragraph. What is longer than a line, as an address may be, is cut.
 * @param columns how wide the lines may be, their beginnings included
 * @param first how the first line begins
 * @param rest how the other lines begin
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
 * Rows as lines, each column as wide as its widest cell.
 * @param right the columns whose cells stand at the right, by index
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
