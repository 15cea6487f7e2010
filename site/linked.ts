import type { MdastNode } from 'satteri';

/** Something in a text that becomes a link. */
export interface Link {
  /** Where in the text it begins. */
  at: number;
  text: string;
  url: string;
  /** What the link needs besides. */
  more?: object;
}

/** A text cut into links, which come in order and do not overlap, and what stands between them. Undefined when there is no link. */
export function cutAtLinks(value: string, links: readonly Link[]): MdastNode[] | undefined {
  if (links.length === 0) return undefined;
  const pieces: MdastNode[] = [];
  let done = 0;
  for (const { at, text, url, more } of links) {
    if (at > done) pieces.push({ type: 'text', value: value.slice(done, at) });
    pieces.push({ type: 'link', url, ...more, children: [{ type: 'text', value: text }] });
    done = at + text.length;
  }
  if (done < value.length) pieces.push({ type: 'text', value: value.slice(done) });
  return pieces;
}
