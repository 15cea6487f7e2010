// The notes for teachers: teach.en.md and teach.zh.md of a lesson. docs/authoring.md describes their format.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type MdastNode, markdownToMdast } from 'satteri';
import { Problem } from '../project/problem.ts';
import { type Lang, languages } from './languages.ts';
import { lessonsDir, nameOf, readText } from './lesson.ts';
import { nodeText, walk } from './mdx.ts';

/** The parts of a section's notes, in their order. */
export const noteParts = ['purpose', 'ask', 'misconception', 'demonstrate', 'fails', 'faster', 'slower'] as const;
export type NotePart = (typeof noteParts)[number];

/** The headings of the parts. */
export const noteTitles: Record<Lang, Record<NotePart, string>> = {
  en: {
    purpose: 'Purpose',
    ask: 'Ask',
    misconception: 'Misconception',
    demonstrate: 'Demonstrate',
    fails: 'If it fails',
    faster: 'Faster',
    slower: 'Slower',
  },
  zh: {
    purpose: '目的',
    ask: '提问',
    misconception: '误解',
    demonstrate: '演示',
    fails: '演示失败时',
    faster: '进度快时',
    slower: '进度慢时',
  },
};

/** The line below a section's heading. */
const minutesLine: Record<Lang, { pattern: RegExp; example: string }> = {
  en: { pattern: /^Minutes: (\d+)$/, example: 'Minutes: 9' },
  zh: { pattern: /^分钟：(\d+)$/, example: '分钟：9' },
};
const mostMinutes = 30;

/** The section for what a page has before its first heading. Always the first one. */
export const openingId = 'opening';
/** The last section, which has neither minutes nor parts. */
export const homeworkId = 'homework';

/** Lines of a recording, as a fenced block: "```text cell=pieces". */
export interface QuotedOutput {
  part: NotePart;
  /** A cell of the lesson, or of another lesson, as in "03-server-client/backlog". */
  cell: string;
  /** Consecutive whole lines. `…` stands for what differs from run to run. */
  lines: string[];
}

/** The notes on one section of a lesson. */
export interface SectionNotes {
  /** The id of the section on the page, or `openingId`. */
  id: string;
  /** The line of its heading in the file, for messages. */
  line: number;
  /** What it takes in class: showing, running and asking. */
  minutes: number;
  /** Each part as Markdown, without its heading. Purpose and ask are always there; demonstrate and fails only together. */
  parts: Partial<Record<NotePart, string>>;
  /** The quoted output, in the order of the file. A misconception has exactly one, which refutes it. */
  outputs: QuotedOutput[];
  /** The cells and pairs to demonstrate, each once: the code at the beginning of the list items of that part. */
  cells: string[];
}

/** The notes on a lesson. */
export interface TeacherNotes {
  /** The language in which they are written. */
  written: Lang;
  /** The file, for messages. */
  name: string;
  /** What to prepare before the lesson, as Markdown. */
  before: string;
  sections: SectionNotes[];
  /** As Markdown. */
  homework: string;
  /** The exercises that the homework names, as in "03/echo-lines". */
  exercises: string[];
}

export const notesFile = (lang: string) => `teach.${lang}.md`;

/** The languages in which the notes on a lesson are written. */
export const notesIn = (id: string, root = lessonsDir): Lang[] =>
  languages.filter((lang) => existsSync(join(root, id, notesFile(lang))));

/** A heading, and what is below it. */
interface Block {
  title: string;
  line: number;
  /** The Markdown up to the next heading of this depth. */
  text: string;
  nodes: MdastNode[];
}

const childrenOf = (node: MdastNode) => ('children' in node ? (node.children as MdastNode[]) : []);
const lineOf = (node: MdastNode) => node.position?.start.line ?? 1;

/** Divides nodes at the headings of a depth. The first block is what comes before them. */
function blocksOf(nodes: readonly MdastNode[], depth: number, lines: readonly string[], last: number): Block[] {
  const blocks: Block[] = [{ title: '', line: nodes[0] ? lineOf(nodes[0]) - 1 : 0, text: '', nodes: [] }];
  for (const node of nodes) {
    if (node.type === 'heading' && node.depth <= depth)
      blocks.push({ title: nodeText(node), line: lineOf(node), text: '', nodes: [] });
    else blocks.at(-1)?.nodes.push(node);
  }
  return blocks.map((block, index) => {
    const end = blocks[index + 1]?.line ?? last + 1;
    return {
      ...block,
      text: lines
        .slice(block.line, end - 1)
        .join('\n')
        .trim(),
    };
  });
}

/** The code with which an item of a list begins. */
function codeFirst(item: MdastNode): string[] {
  const [paragraph] = childrenOf(item);
  const first = paragraph?.type === 'paragraph' ? childrenOf(paragraph)[0] : undefined;
  return first?.type === 'inlineCode' ? [first.value] : [];
}

/** The fenced blocks of a part that quote a recording. */
const outputsIn = (part: NotePart, nodes: readonly MdastNode[]): QuotedOutput[] =>
  nodes
    .flatMap((node) => [...walk(node)])
    .flatMap((node) => {
      const cell = node.type === 'code' && node.lang === 'text' && /^cell=(\S+)$/.exec(node.meta ?? '')?.[1];
      return cell ? [{ part, cell, lines: node.value.split('\n').map((line) => line.trimEnd()) }] : [];
    });

function readSection(section: Block, lang: Lang, fileLines: readonly string[], last: number, name: string) {
  const where = `${name}:${section.line}: ${section.title}`;
  const [head, ...blocks] = blocksOf(section.nodes, 3, fileLines, last);
  const { pattern, example } = minutesLine[lang];
  const minutes = Number(pattern.exec(head?.text ?? '')?.[1]);
  if (!(minutes >= 1 && minutes <= mostMinutes)) {
    throw new Problem(where, `write its minutes below the heading, from 1 to ${mostMinutes}, as in "${example}"`);
  }
  const titles = noteParts.map((part) => noteTitles[lang][part]);
  const found = blocks.map(({ title, text }) => {
    const at = titles.indexOf(title);
    if (at < 0) throw new Problem(where, `no part "${title}"; choose one of ${titles.join(', ')}`);
    if (text === '') throw new Problem(where, `the part "${title}" is empty; write it, or remove its heading`);
    return at;
  });
  if (found.some((at, index) => at <= (found[index - 1] ?? -1)))
    throw new Problem(where, `write each part once and in this order: ${titles.join(', ')}`);
  const has = (part: NotePart) => found.includes(noteParts.indexOf(part));
  const titleOf = (part: NotePart) => noteTitles[lang][part];
  for (const part of ['purpose', 'ask'] as const)
    if (!has(part)) throw new Problem(where, `the part "${titleOf(part)}" is missing`);
  if (has('demonstrate') !== has('fails'))
    throw new Problem(where, `"${titleOf('demonstrate')}" and "${titleOf('fails')}" belong together; write both`);
  const named = blocks.map((block, index) => ({ ...block, part: noteParts[found[index] ?? 0] as NotePart }));
  const outputs = named.flatMap(({ part, nodes }) => outputsIn(part, nodes));
  if (has('misconception') && outputs.filter(({ part }) => part === 'misconception').length !== 1) {
    const remedy = 'needs one block "```text cell=NAME" with the lines of a recording that refute it';
    throw new Problem(where, `"${titleOf('misconception')}" ${remedy}`);
  }
  const lists = named.find(({ part }) => part === 'demonstrate')?.nodes.filter(({ type }) => type === 'list') ?? [];
  return {
    id: section.title,
    line: section.line,
    minutes,
    parts: Object.fromEntries(named.map(({ part, text }) => [part, text])),
    outputs,
    cells: [...new Set(lists.flatMap(childrenOf).flatMap(codeFirst))],
  };
}

/**
 * Reads notes for teachers.
 * @param name the file, for messages
 * @throws Problem that names file, line and section
 */
export function parseNotes(source: string, lang: Lang, name: string): TeacherNotes {
  const lines = source.split('\n');
  const nodes = childrenOf(markdownToMdast(source));
  const [head, ...blocks] = blocksOf(nodes, 2, lines, lines.length);
  const homework = blocks.pop();
  if (homework?.title !== homeworkId) throw new Problem(name, `its last section must be "## ${homeworkId}"`);
  if (homework.text === '') throw new Problem(`${name}:${homework.line}: ${homeworkId}`, 'is empty');
  const ends = [...blocks.slice(1), homework].map(({ line }) => line - 1);
  const code = homework.nodes.flatMap((node) => [...walk(node)]).filter((node) => node.type === 'inlineCode');
  return {
    written: lang,
    name,
    before: head?.text ?? '',
    sections: blocks.map((block, index) => readSection(block, lang, lines, ends[index] ?? lines.length, name)),
    homework: homework.text,
    exercises: code.map(({ value }) => value).filter((value) => /^\d\d\/[\w-]+$/.test(value)),
  };
}

/**
 * The notes on a lesson in one language. Notes that are not written in it are in a language that they have.
 * @returns undefined if the lesson has no notes
 * @throws Problem that names file, line and section
 */
export function readNotes(id: string, lang: Lang, root = lessonsDir): TeacherNotes | undefined {
  const known = notesIn(id, root);
  const written = known.includes(lang) ? lang : known[0];
  if (written === undefined) return undefined;
  const file = notesFile(written);
  return parseNotes(readText(id, file, 'missing', root), written, nameOf(id, file));
}
