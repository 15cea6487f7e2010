// Writes HTML in which every text is escaped.
import type { MdastNode } from 'satteri';
import { nodeText } from '../course/mdx.ts';
import { printable } from '../terminal/printable.ts';

/** HTML that is safe as it stands. Everything else is text. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Part = Html | string | number | readonly Part[];

/** The HTML of a value: text without the characters that have a meaning in HTML, and without those that reorder text. */
const htmlOf = (part: Part): string => {
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(htmlOf).join('');
  return printable(String(part)).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
};

/** A template of HTML: the values in it are escaped, unless they are Html themselves. */
export const html = (pieces: TemplateStringsArray, ...values: Part[]): Html =>
  new Html(pieces.map((piece, index) => piece + (index < values.length ? htmlOf(values[index] ?? '') : '')).join(''));

const inside = (node: MdastNode): Part[] =>
  'children' in node ? node.children.map((child) => markup(child as MdastNode)) : [nodeText(node)];

/** The prose of a question as HTML: paragraphs, code, lists and emphasis. Of everything else, the text. */
export function markup(node: MdastNode): Html {
  switch (node.type) {
    case 'paragraph':
      return html`<p>${inside(node)}</p>`;
    case 'code':
      return html`<pre><code>${node.value}</code></pre>`;
    case 'inlineCode':
      return html`<code>${node.value}</code>`;
    case 'strong':
      return html`<strong>${inside(node)}</strong>`;
    case 'emphasis':
      return html`<em>${inside(node)}</em>`;
    case 'list':
      return node.ordered ? html`<ol>${inside(node)}</ol>` : html`<ul>${inside(node)}</ul>`;
    case 'listItem':
      return html`<li>${inside(node)}</li>`;
    default:
      return html`${inside(node)}`;
  }
}
