import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineMdastPlugin, type MdastNode, type MdastVisitorContext } from 'satteri';
import { glossary, type Wording } from '../lessons/glossary.ts';
import { type Lang, languages } from '../scripts/course/languages.ts';
import { cutAtLinks, type Link } from './linked.ts';
import { MarginRoom } from './margin-room.ts';

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Finds a term in prose. No Latin letter may come directly before or after it, and 对端口 does not contain 对端. */
function patternFor({ name, also = [] }: Wording): RegExp {
  const written = [name, ...also].sort((a, b) => b.length - a.length).map(escaped);
  return new RegExp(`(?<![\\w-])(?:${written.join('|')})(?![\\w-]|口)`, 'i');
}

const patterns = Object.fromEntries(
  languages.map((lang) => [lang, glossary.map((term) => ({ term, pattern: patternFor(term[lang]) }))]),
) as Record<Lang, { term: (typeof glossary)[number]; pattern: RegExp }[]>;

/** Whether a term may become a link: in text and captions, but not in a heading, another link, a question, or a pair. */
const running = ['paragraph', 'strong', 'emphasis', 'tableCell', 'mdxJsxFlowElement'];

/** The definition of a term for the margin of the lesson. The tips take them from there, in the same order as the links. */
function definitionOf({ name, meaning }: Wording): MdastNode {
  const facts = { class: 'gloss', role: 'note' };
  const attributes = Object.entries(facts).map(([name, value]) => ({ type: 'mdxJsxAttribute' as const, name, value }));
  const term = { type: 'mdxJsxTextElement', name: 'b', attributes: [], children: [{ type: 'text', value: name }] };
  const children = [term, { type: 'text', value: ` ${meaning}` }] as MdastNode[];
  return { type: 'mdxJsxFlowElement', name: 'p', attributes, children } as MdastNode;
}

/** The part of the page that contains a node: a paragraph, a list, a listing. */
function blockOf(node: Readonly<MdastNode>, context: MdastVisitorContext): Readonly<MdastNode> {
  const parent = context.parent(node);
  return parent === undefined || parent.type === 'root' ? node : blockOf(parent, context);
}

/**
 * Turns the first use of each term in a lesson into a link to the glossary, with its definition in the margin.
 * @param base the path of the site, as in "/" or "/courses/sockets/"
 */
export const terms = (base: string) => () => {
  const used = new Set<string>();
  let margin: MarginRoom | undefined;
  return defineMdastPlugin({
    name: 'terms',
    text(node, context) {
      const lang = context.fileURL && (basename(fileURLToPath(context.fileURL), '.mdx') as Lang);
      const parent = context.parent(node);
      if (!lang || !running.includes(parent.type)) return;
      for (let at: Readonly<MdastNode> | undefined = parent; at && at.type !== 'root'; at = context.parent(at)) {
        if (at.type === 'mdxJsxFlowElement' && (at.name === 'Quiz' || at.name === 'Pair')) return;
      }
      const found = patterns[lang]
        .filter(({ term }) => !used.has(term.id))
        .flatMap(({ term, pattern }) => {
          const match = pattern.exec(node.value);
          return match ? [{ term, at: match.index, text: match[0] }] : [];
        })
        .sort((a, b) => a.at - b.at || b.text.length - a.text.length);
      const links: Link[] = [];
      const definitions: Wording[] = [];
      let done = 0;
      for (const { term, at, text } of found) {
        if (at < done) continue;
        used.add(term.id);
        const url = `${base}${lang === languages[0] ? '' : `${lang}/`}glossary/#${term.id}`;
        links.push({ at, text, url, more: { data: { hProperties: { className: ['term'] } } } });
        definitions.push(term[lang]);
        done = at + text.length;
      }
      const pieces = cutAtLinks(node.value, links);
      if (pieces) context.replaceNode(node, pieces);
      // Beside its paragraph. A listing, a figure or a table comes before the definitions, because its own notes are beside it.
      const block = blockOf(node, context);
      const root = context.parent(block) as Readonly<MdastNode & { children: MdastNode[] }> | undefined;
      const blocks = root?.children ?? [];
      const at = blocks.findIndex(({ position }) => position?.start.offset === block.position?.start.offset);
      const lesson = basename(dirname(fileURLToPath(context.fileURL as URL)));
      margin ??= new MarginRoom(blocks, lesson, lang);
      const isBeside = ['paragraph', 'list'].includes(block.type);
      for (const definition of definitions) {
        const after = margin.placeOf(isBeside ? at : at + 1, `${definition.name} ${definition.meaning}`);
        const place = after === undefined ? undefined : blocks[after];
        if (place) context.insertAfter(place, definitionOf(definition));
        else if (isBeside) context.insertBefore(block, definitionOf(definition));
        else context.insertAfter(block, definitionOf(definition));
      }
    },
  });
};

/** The ids of the terms that a lesson's prose uses, by their text. */
export function usesOf(text: string, lang: Lang): Set<string> {
  return new Set(patterns[lang].filter(({ pattern }) => pattern.test(text)).map(({ term }) => term.id));
}
