import { fileURLToPath } from 'node:url';
import {
  defineMdastPlugin,
  type MdastNode,
  type MdastVisitorContext,
  type MdxJsxFlowElement,
  type MdxJsxTextElement,
} from 'satteri';
import { quotesOf } from '../scripts/course/annotations.ts';
import { placeOfProse } from '../scripts/course/pages.ts';
import { labelsOf } from '../scripts/course/pairs.ts';

/** The components that need the lesson and the language of the prose around them. */
const told = [
  'Code',
  'Cell',
  'Figure',
  'Predict',
  'Answer',
  'Hint',
  'Chart',
  'Quiz',
  'Choice',
  'Pair',
  'Python',
  'Try',
  'Wire',
  'Rung',
];

const attributesOf = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => ({ type: 'mdxJsxAttribute' as const, name, value }));

const inline = (name: string, className: string, children: readonly MdastNode[]) =>
  ({ type: 'mdxJsxTextElement', name, attributes: attributesOf({ class: className }), children }) as MdastNode;

/** The label of a choice: its first paragraph or block of output, without the enclosing element. */
function labelOf(first: MdastNode | undefined): readonly MdastNode[] {
  if (first?.type === 'paragraph') return first.children as MdastNode[];
  if (first?.type !== 'code') return [];
  const lines = first.value.split(/(?<=\n)/).map((value) => inline('span', 'line', [{ type: 'text', value }]));
  return [inline('code', 'lines', lines)];
}

/** Divides a choice into its label and its feedback, for the two slots of its component. */
function partsOf(choice: Readonly<MdxJsxFlowElement>): MdastNode[] {
  const [first, ...feedback] = choice.children as MdastNode[];
  const label = {
    type: 'mdxJsxFlowElement',
    name: 'span',
    attributes: attributesOf({ slot: 'label', class: 'said' }),
    children: labelOf(first),
  };
  return [label as MdastNode, ...feedback];
}

/** The number of a choice in its question, from 1. */
function numberOf(choice: Readonly<MdxJsxFlowElement>, context: MdastVisitorContext): number {
  const siblings = (context.parent(choice) as { children?: MdastNode[] } | undefined)?.children ?? [];
  const upToIt = siblings.slice(0, (context.indexOf(choice) ?? 0) + 1);
  return upToIt.filter((one) => 'name' in one && one.name === 'Choice').length;
}

/**
 * Adds attributes to the components: to each its lesson and language, from the path of the file (lessons/NN-name/en.mdx); to
 * each listing the code of its annotations; to each pair the labels of what crosses; to each choice its number.
 */
export const lessonProps = defineMdastPlugin({
  name: 'lesson-props',
  mdxJsxFlowElement(node: Readonly<MdxJsxFlowElement>, context: MdastVisitorContext) {
    if (context.fileURL === undefined || node.name === null || !told.includes(node.name)) return;
    const { lesson, lang } = placeOfProse(fileURLToPath(context.fileURL));
    const more = { lesson, lang };
    if (node.name === 'Choice') {
      const facts = attributesOf({ ...more, number: String(numberOf(node, context)), slot: 'choices' });
      return { ...node, attributes: [...node.attributes, ...facts], children: partsOf(node) } as MdxJsxFlowElement;
    }
    const quotes = node.name === 'Code' ? { quotes: JSON.stringify(quotesOf(node)) } : {};
    const labels = node.name === 'Pair' ? { labels: JSON.stringify(labelsOf(node)) } : {};
    return { ...node, attributes: [...node.attributes, ...attributesOf({ ...more, ...quotes, ...labels })] };
  },
  mdxJsxTextElement(node: Readonly<MdxJsxTextElement>, context: MdastVisitorContext) {
    if (context.fileURL === undefined || node.name === null || !told.includes(node.name)) return;
    const { lesson, lang } = placeOfProse(fileURLToPath(context.fileURL));
    return { ...node, attributes: [...node.attributes, ...attributesOf({ lesson, lang })] };
  },
});
