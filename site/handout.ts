// What stands on the handout of a lesson: the questions, the predictions and the listings of its pages, without the prose.
import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import { type Annotation, locateAnnotations, quotesOf } from '../scripts/course/annotations.ts';
import { commandOf } from '../scripts/course/cells.ts';
import type { Lang } from '../scripts/course/languages.ts';
import { type Cell, cellOf, type Lesson, nameOf, pairOf, readRecording, readText } from '../scripts/course/lesson.ts';
import { attribute, nodeText, readProse } from '../scripts/course/mdx.ts';
import { type Part, partsOf, proseFile } from '../scripts/course/pages.ts';
import { readTalk, textOfTalk } from '../scripts/course/pairs.ts';
import { pythonSection } from '../scripts/course/python.ts';
import { cut, type Listing } from '../scripts/course/regions.ts';
import { toHtml } from './markdown.ts';
import { plain } from './shared/terminal.ts';

/** A choice of a question. */
interface Choice {
  html: string;
  isRight: boolean;
  feedback: string;
}

/** A cell or a pair to run, with the caption of what crossed the wire, if the page draws it. */
interface Run {
  kind: 'run';
  name: string;
  commands: string[];
  isLab: boolean;
  output: string;
  drawing?: string;
}

/** Something to work on, with its answer. Texts are HTML without links. */
type Task =
  | Run
  | { kind: 'predict'; html: string; answer: string }
  | { kind: 'try'; html: string; file: string; answer: string }
  | { kind: 'choose'; html: string; choices: Choice[]; isAboutRungs: boolean };

/** A listing with numbers at its lines, and what the lesson says about them. */
interface Numbered {
  kind: 'listing';
  name: string;
  file: string;
  source: string;
  listing: Listing;
  annotations: Annotation[];
  notes: string[];
}

/** A section of a page, as far as the handout has something of it. */
interface Section {
  title: string;
  blocks: (Task | Numbered)[];
}

/** A core with fewer than `few` tasks fills less than four pages. It is continued until it has `enough`. */
const tasks = { few: 10, enough: 16 };

/** A page of a lesson, as a text and as a tree. */
interface Page {
  lesson: Lesson;
  source: string;
}

const isNamed = (node: MdastNode, ...names: string[]): node is MdxJsxFlowElement =>
  node.type === 'mdxJsxFlowElement' && node.name !== null && names.includes(node.name);

const blockNodes = new Set(['paragraph', 'list', 'code', 'table', 'mdxJsxFlowElement']);

/** Nodes as HTML. A link, or a rung that the text names, is only its words, because paper leads nowhere. */
function htmlOf(nodes: readonly MdastNode[], { source }: Page): string {
  const texts = nodes.map(({ type, position }) => {
    const text = source.slice(position?.start.offset ?? 0, position?.end.offset ?? 0);
    return blockNodes.has(type) ? `${text}\n\n` : text;
  });
  return toHtml(texts.join('')).replace(/<\/?(?:a|Rung)\b[^>]*>/g, '');
}

const childrenOf = (node: MdxJsxFlowElement) => node.children as (MdastNode | MdxJsxFlowElement)[];

/** The question in an element, and its answer. */
function askedIn(node: MdxJsxFlowElement, page: Page) {
  const children = childrenOf(node);
  const answers = children.flatMap((child) => (isNamed(child, 'Answer') ? childrenOf(child) : []));
  const asked = children.filter((child) => !isNamed(child, 'Answer', 'Hint', 'Choice'));
  return { html: htmlOf(asked, page), answer: htmlOf(answers, page) };
}

function choiceOf(node: MdxJsxFlowElement, page: Page): Choice {
  const [label, ...feedback] = childrenOf(node);
  const isRight = node.attributes.some((one) => one.type === 'mdxJsxAttribute' && one.name === 'right');
  return { html: htmlOf(label ? [label] : [], page), isRight, feedback: htmlOf(feedback, page) };
}

function listingOf(node: MdxJsxFlowElement, page: Page): Numbered {
  const file = attribute(node, 'file') ?? '';
  const region = attribute(node, 'region');
  const name = nameOf(page.lesson.id, file);
  const source = readText(page.lesson.id, file, 'missing');
  const listing = cut(source, name, region);
  const annotations = locateAnnotations(quotesOf(node), listing.text, `${name} ${region ?? ''}`.trim());
  const items = childrenOf(node).flatMap((child) => (child.type === 'list' ? child.children : []));
  const notes = items.map((item) => htmlOf(item.children as MdastNode[], page));
  return { kind: 'listing', name, file, source, listing, annotations, notes };
}

const run = ({ lesson }: Page, name: string, cells: Cell[], output: string): Task => ({
  kind: 'run',
  name,
  commands: cells.map((cell) => commandOf(lesson, cell)),
  isLab: cells.some(({ lab }) => lab),
  output,
});

/** What the handout has of one block of the prose. */
function blocksOf(node: MdastNode, page: Page): (Task | Numbered)[] {
  if (node.type !== 'mdxJsxFlowElement') return [];
  const { lesson } = page;
  const named = attribute(node, 'name') ?? '';
  switch (node.name) {
    case 'Predict':
      return [{ kind: 'predict', ...askedIn(node, page) }];
    case 'Try':
      return [{ kind: 'try', file: cellOf(lesson, attribute(node, 'cell') ?? '').file, ...askedIn(node, page) }];
    case 'Quiz': {
      const choices = childrenOf(node).filter((child) => isNamed(child, 'Choice'));
      return [
        {
          kind: 'choose',
          html: askedIn(node, page).html,
          choices: choices.map((one) => choiceOf(one, page)),
          isAboutRungs: choices.some((one) => attribute(one, 'wire') !== undefined),
        },
      ];
    }
    case 'Code':
      return [listingOf(node, page)];
    case 'Cell': {
      const cell = cellOf(lesson, named);
      return [run(page, named, [cell], plain(readRecording(lesson, cell)))];
    }
    case 'Pair': {
      const pair = pairOf(lesson, named);
      const listings = childrenOf(node).filter((child) => isNamed(child, 'Code'));
      const cells = [cellOf(lesson, pair.server), cellOf(lesson, pair.client)];
      return [
        ...listings.map((one) => listingOf(one, page)),
        run(page, named, cells, textOfTalk(readTalk(lesson, pair))),
      ];
    }
    default:
      return [];
  }
}

/** The sections of one page of a lesson that have something to do, up to the section for readers who know Python. */
function sectionsOf(lesson: Lesson, part: Part, lang: Lang): Section[] {
  const { tree, written } = readProse(lesson.id, part, lang);
  const page = { lesson, source: readText(lesson.id, proseFile(part, written), 'missing') };
  const sections: Section[] = [{ title: '', blocks: [] }];
  for (const node of tree.children) {
    if (node.type === 'heading') {
      if (nodeText(node) === pythonSection[written]) break;
      sections.push({ title: nodeText(node), blocks: [] });
    } else if (isNamed(node, 'Wire')) {
      // The drawing belongs to the run in which it was recorded.
      const runs = sections.flatMap(({ blocks }) => blocks).filter(({ kind }) => kind === 'run') as Run[];
      const own = runs.find(({ name }) => name === attribute(node, 'cell'));
      if (own) own.drawing = htmlOf(childrenOf(node), page);
    } else sections.at(-1)?.blocks.push(...blocksOf(node, page));
  }
  return sections.filter(({ blocks }) => blocks.length > 0);
}

const countTasks = (sections: readonly Section[]) =>
  sections.flatMap(({ blocks }) => blocks.filter(({ kind }) => kind !== 'listing')).length;

/**
 * The handout of a lesson, section by section: that of its core, and, if this has few tasks, the first sections of "Going deeper",
 * too. It is to fill four to six pages. Asides for readers who know Python are left out.
 * @throws Problem if the prose names a missing program, region, cell or pair
 */
export function handoutOf(lesson: Lesson, lang: Lang): Section[] {
  const sections = sectionsOf(lesson, 'core', lang);
  if (countTasks(sections) >= tasks.few || !partsOf(lesson.id).includes('deeper')) return sections;
  for (const section of sectionsOf(lesson, 'deeper', lang)) {
    if (countTasks(sections) >= tasks.enough) break;
    sections.push(section);
  }
  return sections;
}
