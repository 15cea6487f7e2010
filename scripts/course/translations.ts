// Records which sections of a lesson's prose are in sync between the languages.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '../project/files.ts';
import { languages } from './languages.ts';
import { type Lesson, readText } from './lesson.ts';

/** A section of a lesson's prose in two languages. */
export interface Pair {
  /** The title in the first language; empty for the text before the first heading. */
  title: string;
  digests: [first: string, other: string];
}

const fileOf = (lesson: Lesson) => join(lesson.dir, 'translations.json');
const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The text of each section, from one `## heading` to the next. Headings in a fenced block do not count. */
function sectionsOf(lesson: Lesson, lang: string): string[] {
  const text = readText(lesson.id, `${lang}.mdx`, 'missing', dirname(lesson.dir));
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

/** The sections of the first language, each with its translation in another. */
export function pairsOf(lesson: Lesson, other: string): Pair[] {
  const there = sectionsOf(lesson, other);
  return sectionsOf(lesson, languages[0]).map((section, index) => ({
    title: /^## (.*)/.exec(section)?.[1] ?? 'the beginning',
    digests: [digest(section), digest(there[index] ?? '')],
  }));
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
