// Makes foreign text (from a program, a pupil or a file name) safe to print in a terminal.

/**
 * Characters that control a terminal or reorder text: control characters (C0, DEL, C1) except \n and \t, line and paragraph
 * separators, and the marks, embeddings, overrides and isolates of Unicode's bidirectional algorithm (UAX #9).
 */
const acting = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** Replaces every such character with a space. Keeps line breaks and tabs. */
export const printable = (text: string): string => text.replace(acting, ' ');

/** Puts a text on one line, and replaces every such character with a space. */
export const oneLine = (text: string): string => printable(text.replace(/\p{Cc}+/gu, ' '));
