import { fileURLToPath } from 'node:url';
import { defineHastPlugin, type HastNode } from 'satteri';
import { placeOfProse } from '../scripts/course/pages.ts';
import { pythonSection } from '../scripts/course/python.ts';

const textOf = (node: Readonly<HastNode>): string => {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map((child) => textOf(child as HastNode)).join('') : '';
};

const elementsIn = (node: Readonly<HastNode>) =>
  'children' in node ? (node.children as HastNode[]).filter((child) => child.type === 'element') : [];

/**
 * Marks the columns of a lesson's tables that are for readers who know Python: those headed "Python". The table of the section
 * "Coming from Python" is for all readers.
 */
export const pythonColumns = () => {
  let section = '';
  return defineHastPlugin({
    name: 'python-columns',
    element: {
      filter: ['h2', 'table'],
      visit(node, context) {
        if (context.fileURL === undefined) return;
        if (node.tagName === 'h2') {
          section = textOf(node).trim();
          return;
        }
        if (section === pythonSection[placeOfProse(fileURLToPath(context.fileURL)).lang]) return;
        const rows = elementsIn(node).flatMap(elementsIn);
        const heads = rows[0] === undefined ? [] : elementsIn(rows[0]).map((head) => textOf(head).trim());
        for (const row of rows) {
          for (const [index, cell] of elementsIn(row).entries()) {
            if (heads[index] === 'Python') context.setProperty(cell, 'className', ['py']);
          }
        }
      },
    },
  });
};
