// How far apart two words are. Uses no packages, because the browser loads it with the search.

/**
 * The number of letters to add, remove, replace or swap with a neighbour that turns one word into the other (optimal string
 * alignment).
 * @returns `whole`: the distance to the whole word; `begun`: the distance to its nearest prefix
 */
export function distances(typed: string, word: string): { whole: number; begun: number } {
  let before: number[] = [];
  let last = Array.from({ length: word.length + 1 }, (_, length) => length);
  for (let row = 1; row <= typed.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= word.length; column += 1) {
      const [left = 0, above = 0, corner = 0] = [now[column - 1], last[column], last[column - 1]];
      const same = typed[row - 1] === word[column - 1];
      let least = Math.min(left + 1, above + 1, corner + (same ? 0 : 1));
      if (row > 1 && column > 1 && typed[row - 1] === word[column - 2] && typed[row - 2] === word[column - 1]) {
        least = Math.min(least, (before[column - 2] ?? 0) + 1);
      }
      now.push(least);
    }
    [before, last] = [last, now];
  }
  return { whole: last.at(-1) ?? 0, begun: Math.min(...last) };
}
