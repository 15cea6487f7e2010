/** Quotes arguments so that `splitWords` and a shell read the same arguments. */
export const joinWords = (words: readonly string[]): string =>
  words
    .map((word) => (/^[\p{L}\p{N}_@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
