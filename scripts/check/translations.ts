import { basename } from 'node:path';
import type { MdastNode, MdxJsxFlowElement } from 'satteri';
import { mdxToMdast } from 'satteri';
import { quotesOf } from '../course/annotations.ts';
import { exercisesOf, languagesOf } from '../course/exercises.ts';
import { type Lang, languages } from '../course/languages.ts';
import { type Lesson, nameOf, readText } from '../course/lesson.ts';
import { partsOf, proseFile, writtenIn } from '../course/pages.ts';
import { notesFile, notesIn } from '../course/teach.ts';
import { type FileIn, filesInBoth, pairsOf, readPairs } from '../course/translations.ts';
import { Problem } from '../project/problem.ts';
import { differencesOfNotes } from './teach.ts';

/** An element that both languages must have at the same place. */
interface Mark {
  line: number;
  what: string;
}

function markOf(node: MdastNode): string | undefined {
  switch (node.type) {
    case 'heading':
      return `a heading of depth ${node.depth}`;
    case 'code':
      return `a ${node.lang ?? 'plain'} block of ${node.value.split('\n').length} lines`;
    case 'table':
      return `a table of ${node.children.length} rows`;
    case 'list':
      return `a list of ${node.children.length} items`;
    case 'mdxJsxFlowElement':
    case 'mdxJsxTextElement': {
      const attributes = node.attributes.map((one) => {
        if (!('name' in one)) return '';
        return one.value === null || one.value === undefined ? ` ${one.name}` : ` ${one.name}="${one.value}"`;
      });
      const isQuoting = node.name === 'Code' || node.name === 'Pair';
      const quotes = isQuoting ? quotesOf(node as MdxJsxFlowElement).map((quote) => ` \`${quote}\``) : [];
      return `<${node.name}${attributes.join('')}>${quotes.length > 0 ? ` with annotations on${quotes.join()}` : ''}`;
    }
    default:
      return undefined;
  }
}

function* marks(node: MdastNode): Generator<Mark> {
  const what = markOf(node);
  if (what !== undefined) yield { line: node.position?.start.line ?? 0, what };
  if ('children' in node) for (const child of node.children) yield* marks(child as MdastNode);
}

/** The first place at which the elements of two languages differ, as a Problem. */
function difference(lesson: Lesson, fileIn: FileIn, [one, other]: [Lang, Lang], root: string): Problem[] {
  const [first = [], second = []] = [one, other].map((lang) => [
    ...marks(mdxToMdast(readText(lesson.id, fileIn(lang), 'missing', root))),
  ]);
  const length = Math.max(first.length, second.length);
  for (let at = 0; at < length; at++) {
    const [here, there] = [first[at], second[at]];
    if (here?.what === there?.what) continue;
    const name = nameOf(lesson.id, fileIn(other));
    return [
      new Problem(
        there === undefined ? name : `${name}:${there.line}`,
        `has ${there?.what ?? 'nothing more'} where ${fileIn(one)}${here ? `:${here.line}` : ''} has ${here?.what ?? 'nothing more'}`,
      ),
    ];
  }
  return [];
}

/** The pages, notes and exercises of a lesson that are written in only some languages, one Problem for each language that is missing. */
function missingTexts({ id }: Lesson, root: string, wanted: readonly Lang[]): Problem[] {
  const pages = partsOf(id, root).map((part) => ({
    written: writtenIn(id, part, root),
    fileIn: (lang: Lang) => nameOf(id, proseFile(part, lang)),
  }));
  const tasks = exercisesOf(id, root).map((exercise) => ({
    written: languagesOf(exercise),
    fileIn: (lang: Lang) => nameOf(id, `exercises/${basename(exercise.dir)}/${lang}.md`),
  }));
  const notes = { written: notesIn(id, root), fileIn: (lang: Lang) => nameOf(id, notesFile(lang)) };
  const noNotes =
    notes.written.length === 0
      ? [new Problem(notes.fileIn(languages[0]), 'missing; every lesson needs notes for teachers')]
      : [];
  const partly = [...pages, notes, ...tasks].flatMap(({ written, fileIn }) => {
    const [shown] = written.map(fileIn);
    // A text that is missing in every language is another mistake.
    if (shown === undefined) return [];
    const remedy = `missing; the site shows ${shown} instead`;
    return wanted.filter((lang) => !written.includes(lang)).map((lang) => new Problem(fileIn(lang), remedy));
  });
  return [...noNotes, ...partly];
}

/**
 * Checks that a lesson's prose is written in every language, that it has the same sections, listings, cells, figures, tables, lists and exercises in the same
 * order in every language, that the notes for teachers agree, and that no section changed in only one language since both were last marked as in sync.
 * @param wanted the languages that are looked at; all by default
 * @returns one Problem for each mistake
 */
export function checkTranslations(lesson: Lesson, root: string, wanted: readonly Lang[] = languages): Problem[] {
  const [first, ...others] = languages;
  const missing = missingTexts(lesson, root, wanted);
  const compared = others.filter((lang) => wanted.includes(lang));
  if (compared.length === 0) return missing;
  return compared.flatMap((other) => {
    const differences = filesInBoth(lesson, other).flatMap((fileIn) =>
      fileIn === notesFile
        ? differencesOfNotes(lesson, [first, other], root)
        : difference(lesson, fileIn, [first, other], root),
    );
    if (missing.length + differences.length > 0) return [...missing, ...differences];
    const before = readPairs(lesson)[other] ?? [];
    return pairsOf(lesson, other).flatMap(({ fileIn, title, digests }, index) => {
      const [changedHere, changedThere] = digests.map((digest, at) => digest !== before[index]?.[at]);
      if (!changedHere && !changedThere) return [];
      const [ahead, behind] = changedHere ? [first, other] : [other, first];
      const remedy =
        changedHere && changedThere
          ? `"${title}" changed in both languages; if they are translations of each other, run "npm run sync -- ${lesson.id}"`
          : `"${title}" changed only in ${fileIn(ahead)}; change it here, too, unless both say the same now, then run "npm run sync -- ${lesson.id}"`;
      return [new Problem(nameOf(lesson.id, fileIn(behind)), remedy)];
    });
  });
}
