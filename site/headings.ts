import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineHastPlugin } from 'satteri';
import { idsOf } from '../scripts/course/mdx.ts';
import { stringsFor } from './strings.ts';

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
        const folder = dirname(path);
        ids ??= idsOf(basename(folder), dirname(folder));
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
