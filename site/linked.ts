import type { MdastNode } from 'satteri';

/** A part of a text that becomes a link. */
export interface Link {
  /** Its position in the text. */
  at: number;
  text: string;
  /** How the link is written, if not like the text. */
  shown?: string;
  url: string;
  /** Further attributes of the link. */
  more?: object;
}

/** Divides a text into links (in order, without overlap) and the text between them. Undefined if there is no link. */
export function cutAtLinks(value: string, links: readonly Link[]): MdastNode[] | undefined {
  if (links.length === 0) return undefined;
  const pieces: MdastNode[] = [];
  let done = 0;
  for (const { at, text, shown = text, url, more } of links) {
    if (at > done) pieces.push({ type: 'text', value: value.slice(done, at) });
    pieces.push({ type: 'link', url, ...more, children: [{ type: 'text', value: shown }] });
    done = at + text.length;
  }
  if (done < value.length) pieces.push({ type: 'text', value: value.slice(done) });
  return pieces;
}
