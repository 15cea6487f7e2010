// A page of a lesson as Markdown: its prose, with every listing, recorded output and ladder in place of the component.
import type { MdastNode, MdxJsxFlowElement, MdxJsxTextElement } from 'satteri';
import { commandOf, labCommand } from '../scripts/course/cells.ts';
import type { Lang } from '../scripts/course/languages.ts';
import { type Cell, cellOf, type Lesson, nameOf, pairOf, readRecording, readText } from '../scripts/course/lesson.ts';
import { attribute, readProse } from '../scripts/course/mdx.ts';
import { type Part, proseFile } from '../scripts/course/pages.ts';
import { readTalk, textOfTalk } from '../scripts/course/pairs.ts';
import { cut } from '../scripts/course/regions.ts';
import { wireSubjectOf } from '../scripts/course/rungs.ts';
import { readWire } from '../scripts/course/wire-file.ts';
import { laddersLines } from '../scripts/recording/wire/text-ladder.ts';
import { wireWords } from '../scripts/recording/wire/words.ts';
import { plain } from './shared/terminal.ts';
import { stringsFor } from './strings.ts';

/** A page while it is converted. */
interface Page {
  lesson: Lesson;
  lang: Lang;
  source: string;
  /** Its address. Links in the copy are absolute, because the copy may be read anywhere. */
  address: string;
  /** What stands at the end, below the heading "Answers": an answer or a hint, each with the number of its question. */
  answers: string[];
  /** How many questions the page has so far. */
  questions: number;
}

type Element = MdxJsxFlowElement | MdxJsxTextElement;

/** The most columns of a ladder. */
const columns = 100;

const isElement = (node: MdastNode): node is Element =>
  node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';

const childrenOf = (node: MdastNode): MdastNode[] => ('children' in node ? (node.children as MdastNode[]) : []);

const spanOf = ({ position }: MdastNode) => [position?.start.offset ?? 0, position?.end.offset ?? 0] as const;

/** Text in a fence that is longer than any row of backticks in it. */
function fenced(text: string, language = ''): string {
  const rows = text.match(/`{3,}/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...rows.map(({ length }) => length + 1)));
  return `${fence}${language}\n${text.replace(/\n$/, '')}\n${fence}`;
}

/** Joins blocks with a blank line between them. */
const blocks = (...all: (string | false | undefined)[]): string => all.filter(Boolean).join('\n\n');

/** The source from one offset to another, with each of the nodes in it converted. */
function between(from: number, to: number, nodes: readonly MdastNode[], page: Page): string {
  let [text, at] = ['', from];
  for (const node of nodes) {
    const [start, end] = spanOf(node);
    text += page.source.slice(at, start) + converted(node, page);
    at = end;
  }
  return text + page.source.slice(at, to);
}

/** What an element contains, without its own tags. */
function within(nodes: readonly MdastNode[], page: Page): string {
  const [first, last] = [nodes[0], nodes.at(-1)];
  return first && last ? between(spanOf(first)[0], spanOf(last)[1], nodes, page).trim() : '';
}

const elementsIn = (node: MdastNode, name: string) =>
  childrenOf(node).filter((child): child is Element => isElement(child) && child.name === name);
const othersIn = (node: MdastNode, ...names: string[]) =>
  childrenOf(node).filter((child) => !isElement(child) || !names.includes(child.name ?? ''));

/** A node as Markdown. */
function converted(node: MdastNode, page: Page): string {
  const [start, end] = spanOf(node);
  if (isElement(node)) return component(node, page);
  if (/^mdx|^yaml$/.test(node.type)) return '';
  if (node.type === 'link') {
    return `[${within(childrenOf(node), page)}](${new URL(node.url, page.address).href})`;
  }
  return between(start, end, childrenOf(node), page);
}

function listing(node: Element, { lesson, lang }: Page, notes: string): string {
  const file = attribute(node, 'file') ?? '';
  const region = attribute(node, 'region');
  const name = nameOf(lesson.id, file);
  const { text } = cut(readText(lesson.id, file, `missing; ${lesson.id}/${lang}.mdx shows it`), name, region);
  return blocks(`\`${name}\`:`, fenced(text, 'ts'), notes);
}

/** The commands that run cells, and how they end. */
function commands(cells: readonly Cell[], { lesson, lang }: Page): string {
  const t = stringsFor(lang);
  const first = cells.map((cell) => {
    if (cell.lab) return `${t.needsLab} \`${labCommand}\``;
    const isShown = cell.with === undefined || cells.some(({ name }) => name === cell.with);
    return !isShown && `${t.needsServer} \`${commandOf(lesson, cellOf(lesson, cell.with ?? ''))}\``;
  });
  return blocks(...new Set(first), fenced(cells.map((cell) => commandOf(lesson, cell)).join('\n'), 'sh'));
}

function cellText(node: Element, page: Page): string {
  const t = stringsFor(page.lang);
  const cell = cellOf(page.lesson, attribute(node, 'name') ?? '');
  const ending = cell.until ? t.untilStopped : cell.exit !== 0 && `${t.exitCode} ${cell.exit}`;
  const printed = `${t.printed}${ending ? ` (${ending})` : ''}${t.colon.trim()}`;
  return blocks(commands([cell], page), printed, fenced(plain(readRecording(page.lesson, cell))));
}

function pairText(node: Element, page: Page): string {
  const t = stringsFor(page.lang);
  const pair = pairOf(page.lesson, attribute(node, 'name') ?? '');
  const cells = [cellOf(page.lesson, pair.server), cellOf(page.lesson, pair.client)];
  const said = fenced(textOfTalk(readTalk(page.lesson, pair)));
  const [title, ...rest] = childrenOf(node).map((child) => converted(child, page));
  return blocks(`**${title}**`, commands(cells, page), `${t.printed}${t.colon.trim()}`, said, ...rest);
}

function ladder(node: Element, page: Page): string {
  const t = stringsFor(page.lang).wire;
  const { ladders, system } = readWire(page.lesson, wireSubjectOf(page.lesson, attribute(node, 'cell') ?? ''));
  const words = wireWords(page.lang);
  const lines = laddersLines(ladders, words, columns);
  return blocks(
    `**${t.title}** (${system})`,
    within(childrenOf(node), page),
    fenced(`${lines.map((line) => line.trimEnd()).join('\n')}\n`),
  );
}

/** Something to answer: the question in its place, the answer at the end of the page. */
function question(node: Element, page: Page): string {
  const t = stringsFor(page.lang);
  page.questions += 1;
  const number = page.questions;
  const label = node.name === 'Quiz' ? t.quiz.label : node.name === 'Try' ? t.tryIt : t.predict;
  const file = node.name === 'Try' && ` (${cellOf(page.lesson, attribute(node, 'cell') ?? '').file})`;
  const choices = elementsIn(node, 'Choice').map((choice, index) => {
    const letter = 'ABCDEFGH'[index];
    const [said, ...feedback] = childrenOf(choice);
    const isRight = choice.attributes.some((one) => one.type === 'mdxJsxAttribute' && one.name === 'right');
    const text = within(said ? [said] : [], page);
    const verdict = `${isRight ? t.quiz.right : t.quiz.wrong} ${within(feedback, page)}`;
    return { text: `${letter}. ${text}`, answer: `${letter}. ${verdict}` };
  });
  const hints = elementsIn(node, 'Hint').map((hint) => `${t.hint}${t.colon}${within(childrenOf(hint), page)}`);
  const answers = elementsIn(node, 'Answer').map((answer) => within(childrenOf(answer), page));
  const all = [...hints, ...answers, ...choices.map(({ answer }) => answer)];
  if (all.length > 0) page.answers.push(blocks(`**${t.markdown.question} ${number}**`, ...all));
  return blocks(
    `**${t.markdown.question} ${number}${t.colon}${label}${file || ''}**`,
    ...othersIn(node, 'Choice', 'Hint', 'Answer').map((child) => converted(child, page)),
    ...choices.map(({ text }) => text),
  );
}

function component(node: Element, page: Page): string {
  const inner = () => within(childrenOf(node), page);
  const t = stringsFor(page.lang);
  switch (node.name) {
    case 'Code':
      return listing(node, page, inner());
    case 'Cell':
      return cellText(node, page);
    case 'Pair':
      return pairText(node, page);
    case 'Wire':
      return ladder(node, page);
    case 'Quiz':
    case 'Predict':
    case 'Try':
      return question(node, page);
    case 'Figure':
    case 'Chart':
      return blocks(
        inner(),
        `[${t.markdown.figure}](${page.address}#${node.name.toLowerCase()}-${attribute(node, 'name')})`,
      );
    case 'Python':
      return blocks(`**${t.fromPython}**`, inner());
    case 'Hint':
      return blocks(`**${t.hint}**`, inner());
    default:
      return inner();
  }
}

/**
 * The prose of a page as Markdown, without its title: listings and outputs are in it word for word, ladders as text. Questions stay
 * in their place, and what answers them stands at the end, so that a reader can think first.
 * @param address the address of the page
 * @throws Problem if the prose names a missing program, region, cell, pair or ladder
 */
export function markdownOf(lesson: Lesson, part: Part, lang: Lang, address: string): string {
  const { tree, written } = readProse(lesson.id, part, lang);
  const source = readText(lesson.id, proseFile(part, written), 'missing');
  const page: Page = { lesson, lang: written, source, address, answers: [], questions: 0 };
  const text = blocks(...tree.children.map((child) => converted(child, page)));
  if (page.answers.length === 0) return text;
  return blocks(text, `## ${stringsFor(written).markdown.answers}`, ...page.answers);
}
