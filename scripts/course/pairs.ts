// A pair: the server and the client of one conversation, with the lines of both in order of time.
import { dirname } from 'node:path';
import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import { Problem } from '../project/problem.ts';
import { type Lesson, nameOf, type Pair, readText, talkOf } from './lesson.ts';

export type End = 'server' | 'client';

/** A line that one of the two printed. */
export interface Said {
  by: End;
  text: string;
}

/** The text of a recording: each line begins with the name of the end that printed it. */
export const textOfTalk = (lines: readonly Said[]) => lines.map(({ by, text }) => `${by}: ${text}\n`).join('');

/**
 * The lines in the text of a recording.
 * @throws Problem if a line names neither end
 */
export function talkIn(text: string, file = 'the recording', remedy = 'record it again'): Said[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      const [, by, said] = /^(server|client): (.*)$/.exec(line) ?? [];
      if (said === undefined) throw new Problem(`${file}:${index + 1}`, `not a recorded line; ${remedy}`);
      return { by: by as End, text: said };
    });
}

/** The recorded lines of a pair. @throws Problem if it was never recorded, or if a line names neither end */
export function readTalk(lesson: Lesson, pair: Pair): Said[] {
  const file = talkOf(pair);
  const remedy = `run "npm run record -- ${lesson.id}"`;
  const text = readText(lesson.id, file, `missing; ${remedy}`, dirname(lesson.dir));
  return talkIn(text, nameOf(lesson.id, file), remedy);
}

/** The label of something that crosses: the quotation of a line, and an arrow. */
export interface Label {
  quote: string;
  /** "←" goes to the server, which is at the left, "→" to the client. */
  arrow: string;
}

/** The labels in the list inside a `<Pair>`. An item begins with a quotation and an arrow: "`welcome` → 25 bytes". */
export function labelsOf(pair: Readonly<MdxJsxFlowElement>): Label[] {
  const items = pair.children.flatMap((child) => (child.type === 'list' ? child.children : []));
  return items.map((item) => {
    const [quote, text] = (item.children[0] as Extract<MdastNode, { type: 'paragraph' }> | undefined)?.children ?? [];
    return {
      quote: quote?.type === 'inlineCode' ? quote.value : '',
      arrow: text?.type === 'text' ? text.value.trim().slice(0, 1) : '',
    };
  });
}

/** What crosses between the two ends, as the prose names it. */
export interface Crossing {
  /** The end at which it arrives. */
  to: End;
  /** The index of the line beside which it is drawn. */
  line: number;
}

/**
 * Finds the line of each crossing: the first one after that of the crossing before it that contains the quoted text.
 * @throws Problem if a line is not found, or an arrow is missing
 */
export function crossingsOf(labels: readonly Label[], lines: readonly Said[], where: string): Crossing[] {
  let from = 0;
  return labels.map(({ quote, arrow }, index) => {
    const line = lines.findIndex(({ text }, at) => at >= from && quote !== '' && text.includes(quote));
    if (line < 0) {
      throw new Problem(
        where,
        `item ${index + 1} quotes "${quote}", which is in no later line; quote the lines in order`,
      );
    }
    if (arrow !== '←' && arrow !== '→') {
      throw new Problem(
        where,
        `item ${index + 1} has no arrow after its quotation; write ← to the server, → to the client`,
      );
    }
    from = line + 1;
    return { to: arrow === '←' ? 'server' : 'client', line };
  });
}
