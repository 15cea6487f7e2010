// Where a definition finds room in the margin: beside its paragraph, unless it would push the annotations of the next listing off
// their lines. Heights are estimates, in px at a window of 1280 px; site/styles/margin.css lays out.
import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import { locateAnnotations, quotesOf } from '../scripts/course/annotations.ts';
import type { Lang } from '../scripts/course/languages.ts';
import { nameOf, readText } from '../scripts/course/lesson.ts';
import { attribute } from '../scripts/course/mdx.ts';
import { type placeOfProse, proseFile } from '../scripts/course/pages.ts';
import { cut } from '../scripts/course/regions.ts';

type Place = ReturnType<typeof placeOfProse>;

/** The characters in a line of prose and in a line of the margin. */
const inLine: Record<Lang, { prose: number; margin: number }> = {
  en: { prose: 74, margin: 38 },
  zh: { prose: 36, margin: 19 },
};
/** The heights of a line of prose, of code, and in the margin; and of what stands between two blocks. */
const [proseLine, codeLine, marginLine, gap] = [30, 20, 20.3, 20];
/** The heights of a listing without its lines, of its caption, and of anything else that is not prose: at least. */
const [listingFrame, caption, other] = [60, 48, 110];
/** How much room has to be left over: these are estimates. */
const slack = 60;
/** The goals of a lesson begin so far above its prose; the heights of their heading, and of what stands between two. */
const [goalsAbove, goalsHeading, goalsGap] = [85, 52, 11];

const textOf = (node: Readonly<MdastNode>): string =>
  'value' in node ? String(node.value) : 'children' in node ? (node.children as MdastNode[]).map(textOf).join('') : '';

/** How far the goals of a lesson reach below the beginning of its prose. */
function goalsOf({ lesson, root, part, lang }: Place): number {
  const prose = readText(lesson, proseFile(part, lang), 'missing', root);
  const [, list = ''] = /^objectives:\n((?: +.*\n)+)/m.exec(prose) ?? [];
  const goals = list.split(/^ *- /m).slice(1);
  const lines = goals.map((goal) => Math.ceil(goal.trim().length / (inLine[lang].margin - 4)));
  return lines.reduce((sum, count) => sum + count * marginLine + goalsGap, goalsHeading) - goalsAbove;
}

/** A block of a lesson: its height, and how far below its beginning the margin is taken; undefined if it takes none. */
interface Block {
  height: number;
  notes?: { top: number; height: number } | undefined;
  /** Whether it begins below everything in the margin. */
  clears: boolean;
}

function measure(node: Readonly<MdastNode>, lesson: string, lang: Lang): Block {
  const { prose, margin } = inLine[lang];
  const linesIn = (text: string, width: number) => Math.ceil(text.length / width);
  const code = node as MdxJsxFlowElement;
  if (node.type === 'mdxJsxFlowElement' && code.name === 'Code') {
    const file = attribute(code, 'file') ?? '';
    const { text } = cut(readText(lesson, file, 'missing'), nameOf(lesson, file), attribute(code, 'region'));
    const height = text.split('\n').length * codeLine + listingFrame;
    const quotes = quotesOf(code);
    if (quotes.length === 0) return { height, clears: false };
    const [first] = locateAnnotations(quotes, text, file);
    const top = caption + ((first?.line ?? 1) - 1) * codeLine;
    const long = linesIn(textOf(node), margin - 4) * codeLine;
    return { height, notes: { top, height: Math.max(long, height - top - caption) }, clears: false };
  }
  if (node.type === 'mdxJsxFlowElement' && code.name === 'Figure') {
    return { height: other, notes: { top: 0, height: linesIn(textOf(node), margin) * marginLine }, clears: false };
  }
  if (node.type === 'mdxJsxFlowElement') return { height: other, clears: code.name === 'Pair' };
  if (node.type === 'heading') return { height: 4 * gap, clears: false };
  if (node.type === 'mdxjsEsm' || node.type === 'yaml') return { height: 0, clears: false };
  return { height: linesIn(textOf(node), prose) * proseLine + gap, clears: false };
}

/** The margin of one lesson. */
export class MarginRoom {
  readonly #lang: Lang;
  readonly #blocks: Block[];
  /** Where each block begins. */
  readonly #tops: number[] = [];
  /** The end of the definition that was placed last. */
  #end: number;
  /** The block after which it stands; -1 if it stands beside its paragraph. Later ones of earlier blocks follow it. */
  #after = -1;

  constructor(blocks: readonly Readonly<MdastNode>[], place: Place) {
    const { lesson, lang } = place;
    this.#lang = lang;
    this.#end = goalsOf(place);
    this.#blocks = blocks.map((block) => measure(block, lesson, lang));
    let top = 0;
    for (const { height } of this.#blocks) {
      this.#tops.push(top);
      top += height;
    }
  }

  /**
   * Finds the place of a definition. To be called in the order of the text.
   * @param at the block that uses the term
   * @returns the block after which it has to stand; undefined if it can stand beside its own
   */
  placeOf(at: number, definition: string): number | undefined {
    const height = Math.ceil(definition.length / inLine[this.#lang].margin) * marginLine + 12;
    let from = Math.max(at, this.#after + 1);
    for (;;) {
      const own = this.#blocks[from];
      const begin = Math.max(this.#tops[from] ?? 0, this.#end);
      const next = this.#blocks.findIndex(
        ({ notes, clears }, index) => index >= from && (notes !== undefined || clears),
      );
      const notes = this.#blocks[next]?.notes;
      const limit = (this.#tops[next] ?? Number.POSITIVE_INFINITY) + (notes?.top ?? 0);
      if (own === undefined || begin + height + slack <= limit) {
        this.#end = begin + height;
        this.#after = from - 1;
        return from === at ? undefined : from - 1;
      }
      this.#end = Math.max(this.#end, limit + (notes?.height ?? 0));
      from = next + 1;
    }
  }
}
