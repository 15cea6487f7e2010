// The course as other generators take it: plain Markdown and pictures.

import { dirname } from 'node:path';
import { parse } from 'yaml';
import { commandOf, labCommand } from '../cells.ts';
import { type Lang, languages } from '../languages.ts';
import {
  cellOf,
  frontmatter,
  type Lesson,
  lessonIds,
  lessonsDir,
  nameOf,
  readLesson,
  readRecording,
  readText,
} from '../lesson.ts';
import { Problem } from '../problem.ts';
import { cut } from '../regions.ts';
import { type Drawings, pictureOf } from './drawings.ts';

/** How a generator writes what Markdown has no sign for. */
export interface Dialect {
  /** What stands before a block of code with a title, and what stands after its ```: `ts title="x"`. */
  titled(lang: string, title: string): [before: string, info: string];
  /** The line that opens a box with a title, and the one that closes it. */
  box(title: string): [open: string, close: string];
  /** The same for a disclosure, which may stand in a box. */
  disclosure(title: string): [open: string, close: string];
}

/** A lesson in one language, in a generator's dialect. */
export interface StockLesson {
  id: string;
  lang: Lang;
  title: string;
  summary: string;
  /** Without a first heading. */
  body: string;
  /** Its whole programs, for a page of their own. */
  programs: { title: string; body: string };
}

const words = {
  en: {
    objectives: 'After this lesson you can',
    keyPoints: 'Key points',
    programs: 'The whole programs',
    predict: 'Predict first',
    answer: 'Show the answer',
    choice: 'An answer',
    hint: 'Hint',
    numbers: 'The numbers',
    needsLab: 'Needs the lab. In another terminal:',
    needsServer: 'In another terminal, first:',
    exitCode: 'exit code',
    untilStopped: 'runs until you press Ctrl-C',
  },
  zh: {
    objectives: '学完本课，你能够',
    keyPoints: '要点',
    programs: '完整程序',
    predict: '先预测',
    answer: '看答案',
    choice: '一个选项',
    hint: '提示',
    numbers: '具体数字',
    needsLab: '需要实验台。在另一个终端里：',
    needsServer: '先在另一个终端里：',
    exitCode: '退出码',
    untilStopped: '一直运行，直到你按下 Ctrl-C',
  },
} satisfies Record<Lang, Record<string, string>>;

/** A fenced block, with a fence longer than any in it. */
function fenced(info: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${info}\n${text.replace(/\n$/, '')}\n${fence}`;
}

const langOf = (file: string) => (file.endsWith('.ts') ? 'ts' : 'js');

/**
 * A lesson's prose with every component replaced by the nearest thing that stock Markdown has.
 * @throws Problem for a component or a drawing that is not known here
 */
function proseOf(lesson: Lesson, lang: Lang, text: string, dialect: Dialect, drawings: Drawings): string {
  const t = words[lang];
  const listing = (file: string, region?: string) => {
    const name = nameOf(lesson.id, file);
    const { text } = cut(readText(lesson.id, file, 'missing', dirname(lesson.dir)), name, region);
    const [before, info] = dialect.titled(langOf(file), name);
    return `${before}${fenced(info, text)}`;
  };
  const run = (name: string) => {
    const cell = cellOf(lesson, name);
    const first =
      cell.with === undefined
        ? cell.lab && `${t.needsLab} \`${labCommand}\``
        : `${t.needsServer} \`${commandOf(lesson, cellOf(lesson, cell.with))}\``;
    const ending = cell.until ? t.untilStopped : cell.exit !== 0 && `${t.exitCode} ${cell.exit}`;
    const command = fenced('sh', commandOf(lesson, cell));
    return [first, command, fenced('text', readRecording(lesson, cell)), ending].filter(Boolean).join('\n\n');
  };
  const drawn = (kind: string, name: string, caption: string) => {
    const picture = pictureOf(kind, name, lang);
    if (!drawings.pictures.has(picture)) throw new Problem(nameOf(lesson.id, `${lang}.mdx`), `no drawing "${name}"`);
    const table = drawings.tableOf(picture);
    const [open, close] = dialect.disclosure(t.numbers);
    return [`![](${picture})`, caption, ...(table ? [open, table, close] : [])].join('\n\n');
  };
  const tags: Record<string, [open: string, close: string]> = {
    Predict: dialect.box(t.predict),
    Quiz: dialect.box(t.predict),
    Choice: dialect.disclosure(t.choice),
    Answer: dialect.disclosure(t.answer),
    Hint: dialect.disclosure(t.hint),
    Code: ['', ''],
  };
  const component = (tag: string, attributes: Record<string, string>, closes: boolean) => {
    const { file = '', region, name = '' } = attributes;
    if (tag === 'Code' && !closes) return listing(file, region);
    if (tag === 'Cell') return run(name);
    const lines = tags[tag];
    if (lines === undefined) throw new Problem(nameOf(lesson.id, `${lang}.mdx`), `<${tag}> has no stock Markdown yet`);
    return lines[closes ? 1 : 0];
  };
  const indented = (margin: string, block: string) => block.replace(/^(?=.)/gm, margin);

  return text
    .replace(/^( *)<(Figure|Chart) name="([\w-]+)">([\s\S]*?)<\/\2>$/gm, (_, margin, tag, name, caption) =>
      indented(margin, drawn(tag.toLowerCase(), name, caption)),
    )
    .replace(/^( *)<(\/?)([A-Z]\w*)((?: [a-z]+(?:="[^"]*")?)*) ?\/?>$/gm, (_, margin, slash, tag, list) => {
      const attributes = [...list.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key, value]) => [key, value]);
      return indented(margin, component(tag, Object.fromEntries(attributes), slash !== ''));
    });
}

/** One lesson in one language, in a generator's dialect. @throws Problem when it cannot be said there */
export function stockLesson(lesson: Lesson, lang: Lang, dialect: Dialect, drawings: Drawings): StockLesson {
  const t = words[lang];
  const source = readText(lesson.id, `${lang}.mdx`, 'missing', dirname(lesson.dir));
  const [, yaml = '', text = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(source) ?? [];
  const { title, summary, question, objectives, keyPoints } = frontmatter.parse(parse(yaml));
  const list = (items: string[]) => items.map((item) => `- ${item}`).join('\n');
  const body = [
    question,
    `**${t.objectives}**`,
    list(objectives),
    proseOf(lesson, lang, text.trim(), dialect, drawings),
    `## ${t.keyPoints}`,
    list(keyPoints),
  ];
  const programs = lesson.programs.map((file) => {
    const { text } = cut(readText(lesson.id, file, 'missing', dirname(lesson.dir)), file);
    return `## ${file}\n\n${fenced(langOf(file), text)}`;
  });
  return {
    id: lesson.id,
    lang,
    title: `${lesson.number}. ${title}`,
    summary,
    body: `${body.join('\n\n')}\n`,
    programs: { title: `${t.programs}: ${title}`, body: `${programs.join('\n\n')}\n` },
  };
}

/** The course, or other lessons, in a generator's dialect and in every language. @param root the lessons' folder */
export function stockCourse(dialect: Dialect, drawings: Drawings, ids = lessonIds(), root = lessonsDir): StockLesson[] {
  const lessons = ids.map((id) => readLesson(id, root));
  return languages.flatMap((lang) => lessons.map((lesson) => stockLesson(lesson, lang, dialect, drawings)));
}
