import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import { Problem } from '../project/problem.ts';

/** A numbered annotation beside a listing. */
export interface Annotation {
  number: number;
  /** The line it annotates, counted from 1 in the listing. */
  line: number;
}

/**
 * The code at the start of each annotation inside a `<Code>`, in order. An empty string means that the annotation does not
 * start with code.
 */
export function quotesOf(code: Readonly<MdxJsxFlowElement>): string[] {
  const items = code.children.flatMap((child) => (child.type === 'list' ? child.children : []));
  return items.map((item) => {
    const paragraph = item.children[0] as Extract<MdastNode, { type: 'paragraph' }> | undefined;
    const first = paragraph?.children[0];
    return first?.type === 'inlineCode' ? first.value : '';
  });
}

/**
 * Finds the line of each annotation: the code it starts with must occur in exactly one line of the listing.
 * @param where file and region, for the message
 * @throws Problem if the code of an annotation is in no line, or in several
 */
export function locateAnnotations(quotes: readonly string[], listing: string, where: string): Annotation[] {
  const lines = listing.split('\n');
  return quotes.map((quote, index) => {
    const found = lines.flatMap((line, at) => (quote !== '' && line.includes(quote) ? [at + 1] : []));
    const [line] = found;
    if (line === undefined || found.length > 1) {
      throw new Problem(
        where,
        `annotation ${index + 1} starts with "${quote}", which is in ${found.length} lines; quote code of exactly one line`,
      );
    }
    return { line, number: index + 1 };
  });
}
