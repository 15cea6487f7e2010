import { fileURLToPath } from 'node:url';
import { defineHastPlugin } from 'satteri';
import { idsOf } from '../scripts/course/mdx.ts';
import { placeOfProse } from '../scripts/course/pages.ts';
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
        const { lesson, root, part, lang } = placeOfProse(fileURLToPath(context.fileURL));
        ids ??= idsOf(lesson, part, lang, root);
        const id = ids.shift();
        if (id === undefined) return;
        context.setProperty(node, 'id', id);
        const { linkTo } = stringsFor(lang);
        const properties = { className: ['anchor'], href: `#${id}`, ariaLabel: linkTo };
        context.appendChild(node, { type: 'element', tagName: 'a', properties, children: [] });
      },
    },
  });
};
