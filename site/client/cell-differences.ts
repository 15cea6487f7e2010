// Marks in the output of a run the lines that its recording does not have.
import { normalize, type Variation } from '../../scripts/course/normalizers.ts';
import { fill } from '../shared/fill.ts';
import { element, type Labels } from './elements.ts';

/** Above this product of numbers of lines, whatever lies between the first and the last difference counts as different. */
const mostCompared = 1_000_000;

/** How a run differs from its recording. */
export interface Differences {
  /** The lines that the recording does not have, counted from 1. */
  other: number[];
  /** The number of lines that only the recording has. */
  missing: number;
}

const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');

/** The lines of `now` that are not in `before`, by a longest common subsequence. */
export function compare(now: readonly string[], before: readonly string[]): Differences {
  let start = 0;
  let [end, endBefore] = [now.length, before.length];
  while (start < end && start < endBefore && now[start] === before[start]) start += 1;
  while (end > start && endBefore > start && now[end - 1] === before[endBefore - 1]) {
    end -= 1;
    endBefore -= 1;
  }
  const [rows, columns] = [end - start, endBefore - start];
  const isLong = rows * columns > mostCompared;
  /** The lengths of the longest common subsequences of the lines from a row and from a column on. */
  const common = Array.from({ length: rows + 1 }, () => new Uint32Array(isLong ? 1 : columns + 1));
  const at = (row: number, column: number) => common[row]?.[column] ?? 0;
  const isSame = (row: number, column: number) => now[start + row] === before[start + column];
  for (let row = isLong ? -1 : rows - 1; row >= 0; row--) {
    for (let column = columns - 1; column >= 0; column--) {
      const longest = isSame(row, column)
        ? at(row + 1, column + 1) + 1
        : Math.max(at(row + 1, column), at(row, column + 1));
      (common[row] as Uint32Array)[column] = longest;
    }
  }
  const other: number[] = [];
  for (let row = 0, column = 0; row < rows; ) {
    if (!isLong && column < columns && isSame(row, column)) {
      row += 1;
      column += 1;
    } else if (!isLong && column < columns && at(row, column + 1) >= at(row + 1, column)) column += 1;
    else {
      row += 1;
      other.push(start + row);
    }
  }
  return { other, missing: columns - (rows - other.length) };
}

/** The texts of an output. What is said of an error, and Node's report on it, are not of the program. */
function textsOf(output: HTMLElement): Text[] {
  const walker = document.createTreeWalker(output, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  return texts.filter((text) => !text.parentElement?.closest('.crash, .report'));
}

/**
 * Compares an output with a recording, line by line, without what may differ in each line, and marks its other lines.
 * @param output the place of the output; its text stays the same
 */
export function differencesFrom(recorded: string, output: HTMLElement, varies: readonly Variation[]): Differences {
  const common = (text: string) => (text === '' ? [] : linesOf(text).map((line) => normalize(line, varies)));
  for (const mark of output.querySelectorAll('mark')) mark.replaceWith(...mark.childNodes);
  const texts = textsOf(output);
  const found = compare(common(texts.map(({ data }) => data).join('')), common(recorded));
  const other = new Set(found.other);
  let line = 1;
  let isBegin = true;
  for (const text of texts) {
    const pieces = text.data.split(/(?<=\n)/).map((piece) => {
      const mark = other.has(line) ? element('mark', isBegin ? 'begin' : '', piece) : piece;
      isBegin = piece.endsWith('\n');
      if (isBegin) line += 1;
      return mark;
    });
    if (pieces.some((piece) => typeof piece !== 'string')) text.replaceWith(...pieces);
  }
  return found;
}

/** The most line numbers that are listed. */
const mostListed = 6;

/** The differences in a sentence. */
export function sayDifferences({ other, missing }: Differences, labels: Labels): string {
  const lines = [...other.slice(0, mostListed), ...(other.length > mostListed ? ['…'] : [])].join(', ');
  const said = [
    other.length > 0 && fill(labels.otherLines, { lines }),
    missing > 0 && fill(labels.missingLines, { count: missing }),
  ].filter(Boolean);
  return said.length > 0 ? said.join(' · ') : (labels.sameLines ?? '');
}
