// Records which sections of a lesson's prose are in sync between the languages.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '../project/files.ts';
import { type Lang, languages } from './languages.ts';
import { type Lesson, readText } from './lesson.ts';
import { parts, proseFile } from './pages.ts';
import { notesFile } from './teach.ts';

/** The name of a file in a language, as in "en.mdx", "deeper.en.mdx" or "teach.en.md". */
export type FileIn = (lang: string) => string;

/** A section of a lesson's prose in two languages. */
export interface Pair {
  fileIn: FileIn;
  /** The title in the first language; empty for the text before the first heading. */
  title: string;
  digests: [first: string, other: string];
}

const fileOf = (lesson: Lesson) => join(lesson.dir, 'translations.json');
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The text of each section, from one `## heading` to the next. Headings in a fenced block do not count. */
function sectionsOf(lesson: Lesson, file: string): string[] {
  const text = readText(lesson.id, file, 'missing', dirname(lesson.dir));
  const sections: string[] = [];
  let section = '';
  let fenced = false;
  for (const line of text.split('\n')) {
    if (line.startsWith('```')) fenced = !fenced;
    if (!fenced && line.startsWith('## ')) {
      sections.push(section);
      section = '';
    }
    section += `${line}\n`;
  }
  return [...sections, section];
}

/** The prose of a lesson, its pages and then the notes for teachers, as far as it is written in the first language and in another. */
export const filesInBoth = ({ dir }: Lesson, other: Lang): FileIn[] =>
  [...parts.map((part) => (lang: string) => proseFile(part, lang)), notesFile].filter((fileIn) =>
    [languages[0], other].every((lang) => existsSync(join(dir, fileIn(lang)))),
  );

/** The sections of a lesson's prose in the first language, each with its translation in another. */
export function pairsOf(lesson: Lesson, other: Lang): Pair[] {
  return filesInBoth(lesson, other).flatMap((fileIn) => {
    const there = sectionsOf(lesson, fileIn(other));
    return sectionsOf(lesson, fileIn(languages[0])).map((section, index) => ({
      fileIn,
      title: /^## (.*)/.exec(section)?.[1] ?? 'the beginning',
      digests: [digest(section), digest(there[index] ?? '')] as Pair['digests'],
    }));
  });
}

/** The digests of the sections when they were last marked as in sync, by language. Empty if they never were. */
export function readPairs(lesson: Lesson): Partial<Record<string, [string, string][]>> {
  try {
    return JSON.parse(readFileSync(fileOf(lesson), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Marks the current prose of all languages as in sync. */
export function writePairs(lesson: Lesson): void {
  const pairs = languages.slice(1).map((lang) => [lang, pairsOf(lesson, lang).map(({ digests }) => digests)]);
  const text = JSON.stringify(Object.fromEntries(pairs), null, 2);
  // One pair per line, as the formatter writes it.
  replaceFile(fileOf(lesson), `${text.replace(/\[\s+("\w+"),\s+("\w+")\s+\]/g, '[$1, $2]')}\n`);
}
