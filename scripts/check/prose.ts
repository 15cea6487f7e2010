import type { MdastNode, MdxJsxFlowElement, MdxJsxTextElement } from 'satteri';
import { mdxToMdast } from 'satteri';
import { parse } from 'yaml';
import { cellOf, frontmatter, type Lesson, nameOf, readText } from '../lesson.ts';
import { Problem } from '../problem.ts';
import { cut } from '../regions.ts';
import { quotesOf, tieRemarks } from '../remarks.ts';

/** The components a lesson's prose may use, and the attributes each must have. */
const components: Record<string, readonly string[]> = {
  Code: ['file'],
  Cell: ['name'],
  Figure: ['name'],
  Chart: ['name'],
  Predict: [],
  Answer: [],
  Hint: [],
};

/** The sections every lesson ends with, as each language calls them. */
const lastSections: Record<string, readonly string[]> = {
  en: ['Exercises', 'Coming from Python'],
  zh: ['练习', '从 Python 过来'],
};

type Element = MdxJsxFlowElement | MdxJsxTextElement;

function* walk(node: MdastNode): Generator<MdastNode> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* walk(child as MdastNode);
}

const textOf = (node: MdastNode): string =>
  [...walk(node)].map((one) => (one.type === 'text' || one.type === 'inlineCode' ? one.value : '')).join('');

function attribute(element: Element, name: string): string | undefined {
  const found = element.attributes.find((one) => one.type === 'mdxJsxAttribute' && one.name === name);
  return typeof found?.value === 'string' ? found.value : undefined;
}

/**
 * Checks one lesson's prose in one language: its frontmatter, everything it names, the code it may not hold, the sections
 * it must have.
 * @param figures the names of the drawings there are
 * @returns one Problem per mistake
 */
export function checkProse(lesson: Lesson, lang: string, figures: readonly string[], root: string): Problem[] {
  const file = `${lang}.mdx`;
  const name = nameOf(lesson.id, file);
  const problems: Problem[] = [];
  const report = (line: number | undefined, remedy: string) => {
    problems.push(new Problem(line === undefined ? name : `${name}:${line}`, remedy));
  };

  const source = readText(lesson.id, file, 'missing; every lesson has its prose in every language', root);
  let tree: MdastNode;
  try {
    tree = mdxToMdast(source);
  } catch (error) {
    return [new Problem(name, `not MDX: ${(error as Error).message.split('\n')[0]}`)];
  }
  const nodes = [...walk(tree)];

  const yaml = nodes.find((node) => node.type === 'yaml');
  const facts = frontmatter.safeParse(yaml === undefined ? undefined : parse(yaml.value));
  for (const issue of facts.error?.issues ?? []) {
    problems.push(new Problem(`${name}: ${issue.path.join('.') || 'frontmatter'}`, issue.message));
  }

  const cells = new Set<string>();
  for (const node of nodes) {
    const line = node.position?.start.line;
    if (node.type === 'code' && /^(ts|typescript|js|javascript)$/.test(node.lang ?? '') && node.meta !== 'wrong') {
      report(line, 'code pasted into prose; cut it from a program with <Code file="…" region="…" />');
    }
    if (node.type !== 'mdxJsxFlowElement' && node.type !== 'mdxJsxTextElement') continue;
    const component = node.name ?? '';
    const needs = components[component];
    if (needs === undefined) {
      if (/^[A-Z]/.test(component))
        report(line, `no component <${component}>; there are ${Object.keys(components).join(', ')}`);
      continue;
    }
    const missing = needs.find((one) => attribute(node, one) === undefined);
    if (missing !== undefined) {
      report(line, `<${component}> needs ${missing}="…"`);
      continue;
    }
    try {
      if (component === 'Code') checkListing(lesson, node as MdxJsxFlowElement, name, root);
      if (component === 'Cell') cells.add(cellOf(lesson, attribute(node, 'name') ?? '').name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      report(line, error.message);
    }
    const figure = attribute(node, 'name') ?? '';
    if (component === 'Figure' && !figures.includes(figure)) {
      report(line, `no figure "${figure}"; there are ${figures.join(', ')}`);
    }
  }

  for (const cell of lesson.cells) {
    if (!cells.has(cell.name)) report(undefined, `cell "${cell.name}" is not shown; add <Cell name="${cell.name}" />`);
  }
  if (!nodes.some((node) => 'name' in node && node.name === 'Predict')) {
    report(undefined, 'no <Predict>; every lesson asks for a prediction before it tells');
  }
  const sections = nodes.filter((node) => node.type === 'heading' && node.depth === 2).map(textOf);
  for (const [index, wanted] of (lastSections[lang] ?? []).entries()) {
    if (sections.at(index - 2) !== wanted)
      report(undefined, `its last two sections must be ${lastSections[lang]?.join(', then ')}`);
  }
  return problems;
}

function checkListing(lesson: Lesson, node: MdxJsxFlowElement, name: string, root: string): void {
  const file = attribute(node, 'file') ?? '';
  const region = attribute(node, 'region');
  const program = nameOf(lesson.id, file);
  const listing = cut(readText(lesson.id, file, `missing; ${name} shows it`, root), program, region);
  tieRemarks(quotesOf(node), listing.text, [program, region].filter(Boolean).join(' '));
}
