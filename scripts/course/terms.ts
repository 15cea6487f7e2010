// Finds the terms of the glossary in the prose of a page.
import type { MdastNode } from 'satteri';
import { glossary, type Wording } from '../../lessons/glossary.ts';
import { type Lang, languages } from './languages.ts';
import { isPythonColumn } from './python.ts';

type Term = (typeof glossary)[number];

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Finds a term in prose. No Latin letter may come directly before or after it, and 对端口 does not contain 对端. */
function patternFor({ name, also = [] }: Wording): RegExp {
  const written = [name, ...also].sort((a, b) => b.length - a.length).map(escaped);
  return new RegExp(`(?<![\\w-])(?:${written.join('|')})(?![\\w-]|口)`, 'i');
}

const patterns = Object.fromEntries(
  languages.map((lang) => [lang, glossary.map((term) => ({ term, pattern: patternFor(term[lang]) }))]),
) as Record<Lang, { term: Term; pattern: RegExp }[]>;

/** The ids of the terms that a text contains anywhere. */
export function usesOf(text: string, lang: Lang): Set<string> {
  return new Set(patterns[lang].filter(({ pattern }) => pattern.test(text)).map(({ term }) => term.id));
}

/** A term at its place in a text. */
export interface Use {
  term: Term;
  at: number;
  text: string;
}

/** The terms that a text uses and no text before it, in order, without overlap. @param used their ids; the new ones are added */
export function newTermsIn(text: string, lang: Lang, used: Set<string>): Use[] {
  const found = patterns[lang]
    .filter(({ term }) => !used.has(term.id))
    .flatMap(({ term, pattern }) => {
      const match = pattern.exec(text);
      return match ? [{ term, at: match.index, text: match[0] }] : [];
    })
    .sort((a, b) => a.at - b.at || b.text.length - a.text.length);
  let done = 0;
  return found.filter((use) => {
    if (use.at < done) return false;
    used.add(use.term.id);
    done = use.at + use.text.length;
    return true;
  });
}

/** The nodes whose own text may mark a term: text and captions, but not a heading or another link. */
const running = ['paragraph', 'strong', 'emphasis', 'tableCell', 'mdxJsxFlowElement'];
/** The components in which no term is marked: questions, pairs, and what only readers who know Python see. */
const unmarked = ['Quiz', 'Pair', 'Python'];

const childrenOf = (node: Readonly<MdastNode> | undefined) =>
  (node !== undefined && 'children' in node ? node.children : []) as Readonly<MdastNode>[];

/**
 * Whether a text marks the first use of a term.
 * @param above the nodes around it, the nearest first
 * @param columnOf the place of a cell in its row
 */
export function isMarked(
  above: readonly Readonly<MdastNode>[],
  columnOf: (cell: Readonly<MdastNode>, row: Readonly<MdastNode> | undefined) => number | undefined,
): boolean {
  if (!running.includes(above[0]?.type ?? '')) return false;
  return above.every((node, index) => {
    if (node.type === 'mdxJsxFlowElement') return !unmarked.includes(node.name ?? '');
    if (node.type !== 'tableCell') return true;
    const [row, table] = above.slice(index + 1);
    const [head] = childrenOf(table);
    return !isPythonColumn(childrenOf(head)[columnOf(node, row) ?? -1]);
  });
}

/** The terms that a page marks, in order, each with its line. */
export function termsOn(tree: MdastNode, lang: Lang): { id: string; line: number }[] {
  const used = new Set<string>();
  const found: { id: string; line: number }[] = [];
  const visit = (node: MdastNode, above: readonly MdastNode[]) => {
    if (node.type === 'text' && isMarked(above, (cell, row) => childrenOf(row).indexOf(cell))) {
      const line = node.position?.start.line ?? above[0]?.position?.start.line ?? 0;
      for (const { term, at } of newTermsIn(node.value, lang, used))
        found.push({ id: term.id, line: line + node.value.slice(0, at).split('\n').length - 1 });
    }
    if ('children' in node) for (const child of node.children) visit(child as MdastNode, [node, ...above]);
  };
  visit(tree, []);
  return found;
}
