import { fileURLToPath } from 'node:url';
import { defineMdastPlugin, type MdastNode, type MdastVisitorContext } from 'satteri';
import type { Wording } from '../lessons/glossary.ts';
import { languages } from '../scripts/course/languages.ts';
import { placeOfProse } from '../scripts/course/pages.ts';
import { isMarked, newTermsIn } from '../scripts/course/terms.ts';
import { cutAtLinks, type Link } from './linked.ts';
import { MarginRoom } from './margin-room.ts';

/** The definition of a term for the margin of the lesson. The tips take them from there. */
function definitionOf({ id, name, meaning }: Wording & { id: string }): MdastNode {
  const facts = { class: 'gloss', role: 'note', 'data-term': id };
  const attributes = Object.entries(facts).map(([name, value]) => ({ type: 'mdxJsxAttribute' as const, name, value }));
  const term = { type: 'mdxJsxTextElement', name: 'b', attributes: [], children: [{ type: 'text', value: name }] };
  const children = [term, { type: 'text', value: ` ${meaning}` }] as MdastNode[];
  return { type: 'mdxJsxFlowElement', name: 'p', attributes, children } as MdastNode;
}

/** The nodes around a node, the nearest first. */
function nodesAround(node: Readonly<MdastNode>, context: MdastVisitorContext): Readonly<MdastNode>[] {
  const parent: Readonly<MdastNode> | undefined = context.parent(node);
  return parent === undefined ? [] : [parent, ...(parent.type === 'root' ? [] : nodesAround(parent, context))];
}

/** The part of the page that contains a node: a paragraph, a list, a listing. */
function blockOf(node: Readonly<MdastNode>, context: MdastVisitorContext): Readonly<MdastNode> {
  const parent = context.parent(node);
  return parent === undefined || parent.type === 'root' ? node : blockOf(parent, context);
}

/**
 * Turns the first use of each term on a page of a lesson into a link to the glossary, with its definition in the margin.
 * @param base the path of the site, as in "/" or "/courses/sockets/"
 */
export const terms = (base: string) => () => {
  const used = new Set<string>();
  let margin: MarginRoom | undefined;
  return defineMdastPlugin({
    name: 'terms',
    text(node, context) {
      if (!context.fileURL) return;
      const file = placeOfProse(fileURLToPath(context.fileURL));
      const { lang } = file;
      if (!lang || !isMarked(nodesAround(node, context), (cell) => context.indexOf(cell))) return;
      const links: Link[] = [];
      const definitions: (Wording & { id: string })[] = [];
      for (const { term, at, text } of newTermsIn(node.value, lang, used)) {
        const url = `${base}${lang === languages[0] ? '' : `${lang}/`}glossary/#${term.id}`;
        links.push({ at, text, url, more: { data: { hProperties: { className: ['term'] } } } });
        definitions.push({ id: term.id, ...term[lang] });
      }
      const pieces = cutAtLinks(node.value, links);
      if (pieces) context.replaceNode(node, pieces);
      // Beside its paragraph. A listing, a figure or a table comes before the definitions, because its own notes are beside it.
      const block = blockOf(node, context);
      const root = context.parent(block) as Readonly<MdastNode & { children: MdastNode[] }> | undefined;
      const blocks = root?.children ?? [];
      const at = context.indexOf(block) ?? 0;
      margin ??= new MarginRoom(blocks, file);
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
