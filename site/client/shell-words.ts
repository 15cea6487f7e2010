// Splits arguments like a terminal, with the quoting of a POSIX shell (POSIX.1-2024, Shell Command Language, 2.2), but without
// expansions and commands: $, * and ; are ordinary characters.

/** Matches a word of the line: plain characters, escaped characters, and quoted parts. */
const part = /\\([\s\S])|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|[^\s\\'"]+|([ \t\n]+)|([^\\'"])/y;

/**
 * Splits a line into arguments, as a shell does.
 * @returns undefined if the line ends within quotes or after a backslash
 */
export function splitWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  part.lastIndex = 0;
  while (part.lastIndex < line.length) {
    const match = part.exec(line);
    if (match === null) return undefined;
    const [text, escaped, single, double, space] = match;
    if (space !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      const more =
        escaped ?? single ?? double?.replace(/\\([$`"\\\n])/g, (_, kept) => (kept === '\n' ? '' : kept)) ?? text;
      // A backslash before a line end joins the two lines.
      if (text !== '\\\n') word = (word ?? '') + more;
    }
  }
  return word === undefined ? words : [...words, word];
}
