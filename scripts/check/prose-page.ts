// A page of a lesson as the checks of its prose see it.
import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import type { Lang } from '../course/languages.ts';
import type { Lesson } from '../course/lesson.ts';
import { attribute, type Element, walk } from '../course/mdx.ts';
import type { Part } from '../course/pages.ts';
import { Problem } from '../project/problem.ts';

/** A page of a lesson in one language. */
export interface ProsePage {
  part: Part;
  /** The language in which it is written. */
  written: Lang;
  /** Its file, for messages. */
  name: string;
  nodes: readonly MdastNode[];
}

/** Adds a problem at a line of a page. */
export type Report = (line: number | undefined, remedy: string) => void;

export const reporter =
  (problems: Problem[], name: string): Report =>
  (line, remedy) => {
    problems.push(new Problem(line === undefined ? name : `${name}:${line}`, remedy));
  };

export const proseText = (node: MdastNode): string =>
  [...walk(node)].map((one) => (one.type === 'text' || one.type === 'inlineCode' ? one.value : '')).join('');

export const isNamed = (node: MdastNode, name: string): node is MdxJsxFlowElement =>
  node.type === 'mdxJsxFlowElement' && node.name === name;
export const lineOf = (node: MdastNode) => node.position?.start.line;
export const has = (element: Element, name: string) =>
  element.attributes.some((one) => 'name' in one && one.name === name);

/** The names of the cells that an element shows. */
function shownBy(lesson: Lesson, node: Element): string[] {
  const name = attribute(node, 'name') ?? '';
  if (node.name === 'Cell') return [name];
  const pair = node.name === 'Pair' ? lesson.pairs.find((one) => one.name === name) : undefined;
  return pair === undefined ? [] : [pair.server, pair.client];
}

/** The cells that a page shows, each with the line of the first place. */
export function cellsOn(lesson: Lesson, nodes: readonly MdastNode[]): Map<string, number | undefined> {
  const shown = new Map<string, number | undefined>();
  for (const node of nodes) {
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') continue;
    for (const cell of shownBy(lesson, node)) if (!shown.has(cell)) shown.set(cell, lineOf(node));
  }
  return shown;
}
