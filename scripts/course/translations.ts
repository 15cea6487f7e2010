// Which sections of a lesson's prose say the same in every language.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '../project/files.ts';
import { languages } from './languages.ts';
import { type Lesson, readText } from './lesson.ts';

/** A section of a lesson's prose as it stands in two languages. */
export interface Pair {
  /** As the first language has it; the lesson's beginning has none. */
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

/** The sections of the first language and another, each beside its translation. */
export function pairsOf(lesson: Lesson, other: string): Pair[] {
  const there = sectionsOf(lesson, other);
  return sectionsOf(lesson, languages[0]).map((section, index) => ({
    title: /^## (.*)/.exec(section)?.[1] ?? 'the beginning',
    digests: [digest(section), digest(there[index] ?? '')],
  }));
}

/** What the sections were when they were last said to agree, by language. Empty when that was never said. */
export function readPairs(lesson: Lesson): Partial<Record<string, [string, string][]>> {
  try {
    return JSON.parse(readFileSync(fileOf(lesson), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

/** Keeps that the prose says the same in every language as it stands now. */
export function writePairs(lesson: Lesson): void {
  const pairs = languages.slice(1).map((lang) => [lang, pairsOf(lesson, lang).map(({ digests }) => digests)]);
  const text = JSON.stringify(Object.fromEntries(pairs), null, 2);
  // A pair a line, as the formatter has it.
  replaceFile(fileOf(lesson), `${text.replace(/\[\s+("\w+"),\s+("\w+")\s+\]/g, '[$1, $2]')}\n`);
}
