// Where a line may end, in a script with spaces between its words and in one without.

/** A piece of text that no line break divides. */
interface Piece {
  text: string;
  width: number;
  /** Without the space at its end, which counts only inside a line. */
  bare: number;
}

/** Text in the pieces that no line break divides; each keeps the space after it. */
export function pieces(text: string, lang: string): string[] {
  const found: string[] = [];
  for (const { segment } of new Intl.Segmenter(lang, { granularity: 'word' }).segment(text)) {
    const before = found.at(-1);
    if (before !== undefined && !mayBreak(before, segment)) found[found.length - 1] = before + segment;
    else found.push(segment);
  }
  return found;
}

/** No line begins with a space or a comma, none ends with an opening quote; without a space only Chinese is broken. */
function mayBreak(before: string, after: string): boolean {
  if (/^\s/.test(after)) return false;
  if (/\s$/.test(before)) return true;
  if (/^[\p{Pe}\p{Pf}\p{Po}\p{Pd}]/u.test(after) || /[\p{Ps}\p{Pi}]$/u.test(before)) return false;
  return /^[\p{Script=Han}“《（]/u.test(after) || /[\p{Script=Han}，、。：；？！”》）]$/u.test(before);
}

/** The pieces in lines that are no wider than `width`, unless one piece alone is. */
function fill(all: readonly Piece[], width: number): Piece[][] {
  const lines: Piece[][] = [];
  let used = 0;
  for (const piece of all) {
    const line = lines.at(-1);
    if (line && used + piece.bare <= width) {
      line.push(piece);
      used += piece.width;
    } else {
      lines.push([piece]);
      used = piece.width;
    }
  }
  return lines;
}

/**
 * Breaks a text into as few lines as fit, all of about one length.
 * @param measure how wide a piece of it is
 * @returns undefined when a piece is too wide for any line
 */
export function wrap(
  text: string,
  lang: string,
  width: number,
  measure: (text: string) => number,
): string[] | undefined {
  const all = pieces(text, lang).map((text) => ({ text, width: measure(text), bare: measure(text.trimEnd()) }));
  const widest = Math.max(...all.map(({ bare }) => bare));
  if (widest > width) return undefined;
  let best = fill(all, width);
  for (let narrower = width; narrower >= widest; narrower -= 1) {
    const lines = fill(all, narrower);
    if (lines.length > best.length) break;
    best = lines;
  }
  return best.map((line) =>
    line
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
}
