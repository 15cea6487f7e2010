// Reads headings, ids and attributes from a lesson's MDX, for the scripts and the site.
import Slugger from 'github-slugger';
import { type MdastNode, type MdxJsxFlowElement, type MdxJsxTextElement, mdxToMdast } from 'satteri';
import { type Lang, languages } from './languages.ts';
import { lessonsDir, readText } from './lesson.ts';

export type Element = MdxJsxFlowElement | MdxJsxTextElement;

/** The text of an attribute; undefined if it is missing or has no text. */
export function attribute(element: Element, name: string): string | undefined {
  const found = element.attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === name);
  return typeof found?.value === 'string' ? found.value : undefined;
}

/** The text of a heading or of any other node. */
export const nodeText = (node: MdastNode): string => {
  if ('value' in node) return String(node.value);
  return 'children' in node ? node.children.map((child) => nodeText(child as MdastNode)).join('') : '';
};

/** The headings of a lesson in one language, in order. */
export function headingsOf(id: string, lang: Lang, root = lessonsDir): string[] {
  const tree = mdxToMdast(readText(id, `${lang}.mdx`, 'missing', root)) as { children: MdastNode[] };
  return tree.children.filter((node) => node.type === 'heading').map(nodeText);
}

/** The ids of the headings, made from the first language and the same in all languages. */
export function idsOf(id: string, root = lessonsDir): string[] {
  const slugger = new Slugger();
  return headingsOf(id, languages[0], root).map((heading) => slugger.slug(heading));
}
