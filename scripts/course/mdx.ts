// Reads headings, ids and attributes from a lesson's MDX, for the scripts and the site.
import Slugger from 'github-slugger';
import { type MdastNode, type MdxJsxFlowElement, type MdxJsxTextElement, mdxToMdast } from 'satteri';
import { Problem } from '../project/problem.ts';
import { type Lang, languages } from './languages.ts';
import { lessonsDir, nameOf, readText } from './lesson.ts';
import { type Part, proseFile, writtenIn } from './pages.ts';

/** A page's prose in one language. */
export interface Prose {
  /** The language in which it is written. */
  written: Lang;
  /** Its file, for messages. */
  name: string;
  tree: MdastNode & { children: MdastNode[] };
}

export type Element = MdxJsxFlowElement | MdxJsxTextElement;

/** The text of an attribute; undefined if it is missing or has no text. */
export function attribute(element: Element, name: string): string | undefined {
  const found = element.attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === name);
  return typeof found?.value === 'string' ? found.value : undefined;
}

/** A node and everything in it. */
export function* walk(node: MdastNode): Generator<MdastNode> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child as MdastNode);
}

/** The text of a heading or of any other node. */
export const nodeText = (node: MdastNode): string => {
  if ('value' in node) return String(node.value);
  return 'children' in node ? node.children.map((child) => nodeText(child as MdastNode)).join('') : '';
};

/** The tree of each text. Minutes, headings and copies of a page are made from the same tree, and do not change it. */
const read = new Map<string, Prose['tree']>();

function treeOf(source: string): Prose['tree'] {
  const tree = read.get(source) ?? (mdxToMdast(source) as Prose['tree']);
  read.set(source, tree);
  return tree;
}

/**
 * The prose of a page in one language, as a tree. A page that is not written in it has that of a language that it has.
 * @throws Problem if it is missing or not MDX
 */
export function readProse(id: string, part: Part, lang: Lang, root = lessonsDir): Prose {
  const known = writtenIn(id, part, root);
  const written = known.includes(lang) ? lang : (known[0] ?? lang);
  const file = proseFile(part, written);
  const source = readText(id, file, 'missing; every lesson needs its prose', root);
  try {
    return { written, name: nameOf(id, file), tree: treeOf(source) };
  } catch (error) {
    throw new Problem(nameOf(id, file), `not MDX: ${(error as Error).message.split('\n')[0]}`);
  }
}

/** The headings of a page in one language, in order. A page that is not written in it has those of the language that it has. */
export function headingsOf(id: string, part: Part, lang: Lang, root = lessonsDir): string[] {
  return readProse(id, part, lang, root)
    .tree.children.filter((node) => node.type === 'heading')
    .map(nodeText);
}

/**
 * The ids of the headings of a page in one language. They are made from the first language, so that they are the same in all
 * languages. A page whose translation has other sections has ids of its own there.
 */
export function idsOf(id: string, part: Part, lang: Lang, root = lessonsDir): string[] {
  const slugger = new Slugger();
  const [first, own] = [languages[0], lang].map((one) => headingsOf(id, part, one, root)) as [string[], string[]];
  return (first.length === own.length ? first : own).map((heading) => slugger.slug(heading));
}

/** The ids of the sections of a page: its headings of depth 2. */
export function sectionIdsOf(id: string, part: Part, lang: Lang, root = lessonsDir): string[] {
  const ids = idsOf(id, part, lang, root);
  const headings = readProse(id, part, lang, root).tree.children.filter((node) => node.type === 'heading');
  return headings.flatMap(({ depth }, index) => (depth === 2 ? [ids[index] ?? ''] : []));
}
