// What somebody else wrote - a program, a pupil, a file's name - as a terminal may print it.

/**
 * What a terminal obeys or reorders text by: control characters (C0, DEL, C1) but \n and \t, line and paragraph
 * separators, and the marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9).
 */
const obeyed = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** A text with a space in place of every character that a terminal would obey. Lines and tabs stay. */
export const printable = (text: string): string => text.replace(obeyed, ' ');

/** A text on one line, with nothing in it that a terminal would obey. */
export const oneLine = (text: string): string => printable(text.replace(/\p{Cc}+/gu, ' '));
