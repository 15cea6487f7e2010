// What the page is told of the names in a lesson's listings.

/** A name in a listing: its line and column, counted from 0, its length, and the place of its text. */
export type Name = [line: number, column: number, length: number, text: number];

export interface Types {
  /** A signature, and after an empty line what the documentation begins with. */
  texts: string[];
  /** The names by program and region; the region of a whole program is ''. */
  listings: Record<string, Record<string, Name[]>>;
}
