import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Slugger from 'github-slugger';
import { defineHastPlugin, type MdastNode, mdxToMdast } from 'satteri';
import { languages } from '../scripts/languages.ts';
import { stringsFor } from './strings.ts';

/** The words of a heading, or of anything else. */
export const textOf = (node: MdastNode): string => {
  if ('value' in node) return String(node.value);
  return 'children' in node ? node.children.map((child) => textOf(child as MdastNode)).join('') : '';
};

/** The ids of the headings of a lesson's folder, in order: made of the words of the first language, and the same in all. */
export function idsOf(folder: string): string[] {
  const slugger = new Slugger();
  const tree = mdxToMdast(readFileSync(join(folder, `${languages[0]}.mdx`), 'utf8')) as { children: MdastNode[] };
  return tree.children.filter((node) => node.type === 'heading').map((node) => slugger.slug(textOf(node)));
}

/** Gives each heading of a lesson its id, and a link to itself. */
export const headings = () => {
  let ids: string[] | undefined;
  return defineHastPlugin({
    name: 'headings',
    element: {
      filter: ['h2', 'h3'],
      visit(node, context) {
        if (context.fileURL === undefined) return;
        const path = fileURLToPath(context.fileURL);
        ids ??= idsOf(dirname(path));
        const id = ids.shift();
        if (id === undefined) return;
        context.setProperty(node, 'id', id);
        const { linkTo } = stringsFor(basename(path, '.mdx'));
        const properties = { className: ['anchor'], href: `#${id}`, ariaLabel: linkTo };
        context.appendChild(node, { type: 'element', tagName: 'a', properties, children: [] });
      },
    },
  });
};
