import type { MdastNode } from 'satteri';
import { markdownToMdast } from 'satteri';
import { table, width, wrap } from './columns.ts';

const childrenOf = (node: MdastNode): MdastNode[] => ('children' in node ? (node.children as MdastNode[]) : []);

/** Replaces a line end within a paragraph with a space, or with nothing between two full-width characters. */
const joined = (text: string) =>
  text.replace(/(.)[ \t]*\n[ \t]*(?=(.))/gu, (_, before: string, after: string) =>
    width(before) === 2 && width(after) === 2 ? before : `${before} `,
  );

/** The text of a paragraph without Markdown marks; `code` keeps its backticks. */
function words(node: MdastNode): string {
  switch (node.type) {
    case 'text':
    case 'html':
      return node.value;
    case 'inlineCode':
      return `\`${node.value}\``;
    case 'break':
      return '\n';
    case 'image':
      return node.alt ?? '';
    default:
      return childrenOf(node).map(words).join('');
  }
}

function block(node: MdastNode, columns: number, indent: string): string[] {
  switch (node.type) {
    case 'code':
      return node.value.split('\n').map((line) => `${indent}  ${line}`.trimEnd());
    case 'list':
      return node.children.flatMap((item, index) => {
        const mark = node.ordered ? `${(node.start ?? 1) + index}. ` : '- ';
        const [first = '', ...rest] = blocks(
          childrenOf(item),
          columns,
          `${indent}${' '.repeat(mark.length)}`,
          !node.spread,
        );
        return [`${indent}${mark}${first.slice(indent.length + mark.length)}`, ...rest];
      });
    case 'blockquote':
      return blocks(childrenOf(node), columns, `${indent}  `);
    case 'table':
      return table(node.children.map((row) => childrenOf(row).map((cell) => joined(words(cell))))).map(
        (line) => indent + line,
      );
    case 'thematicBreak':
      return [];
    default:
      return wrap(joined(words(node)), columns, indent, indent);
  }
}

const blocks = (nodes: readonly MdastNode[], columns: number, indent: string, tight = false): string[] =>
  nodes.flatMap((node, index) => [...(index === 0 || tight ? [] : ['']), ...block(node, columns, indent)]);

/**
 * Converts Markdown to lines for a terminal. `code` keeps its backticks and a list its marks; all other marks are removed.
 * @param columns the most columns of a line; code blocks and tables are not wrapped
 */
export const plain = (markdown: string, columns: number, indent = ''): string[] =>
  blocks(childrenOf(markdownToMdast(markdown)), columns, indent);
