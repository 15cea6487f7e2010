import { defineMdastPlugin } from 'satteri';
import { cutAtLinks, type Link } from './linked.ts';

/** Matches "RFC 9293 §3.5.2" (also across a line end), "RFC 768", and a manual page, "listen(2)". */
const citation = /RFC (\d+)(?:\s+§([\d.]*\d))?|\b([a-z]+(?:-[a-z]+)*)\(([2-8])\)/g;

/** The section of an RFC has the anchor "section-N" at rfc-editor.org. The manual pages are those of the Linux man-pages project. */
const addressOf = ([, rfc, section, name, volume]: RegExpMatchArray) =>
  rfc === undefined
    ? `https://man7.org/linux/man-pages/man${volume}/${name}.${volume}.html`
    : `https://www.rfc-editor.org/rfc/rfc${rfc}${section ? `#section-${section}` : ''}`;

/** The citations in a text, each of which stays in one line. */
export const citationsIn = (text: string): Link[] =>
  [...text.matchAll(citation)].map((match) => ({
    at: match.index,
    text: match[0],
    shown: match[0].replace(/\s+/g, '\u00a0'),
    url: addressOf(match),
  }));

/** The longest code that stays in one line although it has blanks, in characters. It fits beside other text on a phone. */
const longestShort = 20;

const linked = ['link', 'heading'];

/** Turns each citation in the prose into a link to its source, and keeps short code in one line. */
export const citations = defineMdastPlugin({
  name: 'citations',
  text(node, context) {
    if (context.fileURL === undefined || linked.includes(context.parent(node).type)) return;
    const pieces = cutAtLinks(node.value, citationsIn(node.value));
    if (pieces) context.replaceNode(node, pieces);
  },
  inlineCode(node, context) {
    const [match] = node.value.matchAll(citation);
    if (context.fileURL === undefined) return;
    if (match?.[0] !== node.value || linked.includes(context.parent(node).type)) {
      if (!node.value.includes(' ') || node.value.length > longestShort || node.data !== undefined) return;
      context.replaceNode(node, { ...node, data: { hProperties: { className: ['short'] } } });
      return;
    }
    context.replaceNode(node, {
      type: 'link',
      url: addressOf(match),
      children: [{ type: 'inlineCode', value: node.value }],
    });
  },
});
