import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineMdastPlugin, type MdastVisitorContext, type MdxJsxFlowElement } from 'satteri';
import { quotesOf } from '../scripts/remarks.ts';

/** The components of the prose that must know which lesson, and in which language, they stand in. */
const told = ['Code', 'Cell', 'Figure', 'Predict', 'Answer', 'Hint', 'Chart'];

/**
 * Tells each component its lesson and language, both taken from the path of the file it stands in
 * (lessons/NN-name/en.mdx), and each listing what its remarks are about.
 */
export const tellLesson = defineMdastPlugin({
  name: 'tell-lesson',
  mdxJsxFlowElement(node: Readonly<MdxJsxFlowElement>, context: MdastVisitorContext) {
    if (context.fileURL === undefined || node.name === null || !told.includes(node.name)) return;
    const path = fileURLToPath(context.fileURL);
    const more = { lesson: basename(dirname(path)), lang: basename(path, '.mdx') };
    const quotes = node.name === 'Code' ? { quotes: JSON.stringify(quotesOf(node)) } : {};
    const attributes = Object.entries({ ...more, ...quotes }).map(([name, value]) => ({
      type: 'mdxJsxAttribute' as const,
      name,
      value,
    }));
    return { ...node, attributes: [...node.attributes, ...attributes] };
  },
});
