// The types of the names in a lesson's listings, for the page.

/** A name in a listing: its line and column, counted from 0, its length, and the place of its text. */
export type Name = [line: number, column: number, length: number, text: number];

export interface Types {
  /** A signature and, after an empty line, the first paragraph of the documentation. */
  texts: string[];
  /** The names by program and region; the region of a whole program is ''. */
  listings: Record<string, Record<string, Name[]>>;
}
