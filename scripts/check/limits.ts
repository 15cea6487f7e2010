// The limits of a lesson's length: a beginner reads a core in one sitting, runs something soon, and meets few new terms.
import type { MdastNode } from 'satteri';
import { type Lang, languages } from '../course/languages.ts';
import type { Lesson } from '../course/lesson.ts';
import { nodeText, type Prose, readProse, walk } from '../course/mdx.ts';
import { minutesFor, readingBeforeRun } from '../course/minutes.ts';
import { partsOf, proseFile, writtenIn } from '../course/pages.ts';
import { isPythonColumn, pythonSection } from '../course/python.ts';
import { termsOn } from '../course/terms.ts';
import { Problem } from '../project/problem.ts';
import { isNamed } from './prose-page.ts';

export const limits = {
  /** Computed minutes of a core. */
  minutes: 25,
  /** Before the first program to run. */
  words: 300,
  /** Lines of listings before the first program to run. */
  code: 40,
  /** Terms of the glossary that no earlier core marks. */
  terms: 9,
};

const lineOf = (node: MdastNode) => node.position?.start.line ?? 1;

/** Checks the length of a core, and what comes before its first program to run. */
function checkLength(lesson: Lesson, { name, tree }: Prose): Problem[] {
  const problems: Problem[] = [];
  const minutes = minutesFor(lesson, 'core');
  if (minutes > limits.minutes) {
    const remedy = `${minutes.toFixed(1)} minutes; at most ${limits.minutes}; move a section to ${proseFile('deeper', languages[0])}`;
    problems.push(new Problem(name, remedy));
  }
  const isRun = (node: MdastNode) => isNamed(node, 'Cell') || isNamed(node, 'Pair');
  const first = [...walk(tree)].find(isRun);
  const where = first === undefined ? name : `${name}:${lineOf(first)}`;
  const { words, code } = readingBeforeRun(lesson, 'core');
  for (const [count, most, what] of [
    [words, limits.words, 'words'],
    [code, limits.code, 'lines of code'],
  ] as const) {
    if (count <= most) continue;
    problems.push(new Problem(where, `${count} ${what} before the first program to run; at most ${most}`));
  }
  return problems;
}

/** Checks the new terms of a core. @param known the ids of those that earlier cores mark; those of this one are added */
function checkTerms({ name, tree }: Prose, lang: Lang, known: Set<string>): Problem[] {
  const fresh = termsOn(tree, lang).filter(({ id }) => !known.has(id));
  for (const { id } of fresh) known.add(id);
  const over = fresh[limits.terms];
  if (over === undefined) return [];
  const list = fresh.map(({ id }) => id).join(', ');
  const remedy = `the page marks ${fresh.length} new terms (${list}); at most ${limits.terms}; use "${over.id}" and those after it later`;
  return [new Problem(`${name}:${over.line}`, remedy)];
}

/** The places of a page that mention Python and are shown to all readers, before its last section. */
function* pythonIn(node: MdastNode): Generator<number> {
  if (isNamed(node, 'Python')) return;
  if (node.type === 'table') {
    const [head] = node.children;
    for (const row of node.children) {
      for (const [column, cell] of row.children.entries()) {
        if (!isPythonColumn(head?.children[column])) yield* pythonIn(cell as MdastNode);
      }
    }
    return;
  }
  if (node.type === 'code' && /^py/.test(node.lang ?? '')) yield lineOf(node);
  if ('value' in node) {
    // The first line of a block and of the frontmatter holds its mark.
    const first = lineOf(node) + (node.type === 'code' || node.type === 'yaml' ? 1 : 0);
    for (const [index, text] of String(node.value).split('\n').entries()) if (/python/i.test(text)) yield first + index;
  }
  if ('children' in node) for (const child of node.children) yield* pythonIn(child as MdastNode);
}

/** Checks that only what is for readers who know Python mentions it. */
function checkPython({ name, tree, written }: Prose): Problem[] {
  const last = tree.children.findIndex((node) => node.type === 'heading' && nodeText(node) === pythonSection[written]);
  const lines = tree.children.slice(0, last < 0 ? undefined : last).flatMap((node) => [...pythonIn(node as MdastNode)]);
  const remedy = 'mentions Python to all readers; put it into <Python>, or leave it out';
  return [...new Set(lines)].map((line) => new Problem(`${name}:${line}`, remedy));
}

/** Checks that no task is only told: it is a <Try>, or an exercise with a judge. */
function checkTasks({ name, tree }: Prose): Problem[] {
  return tree.children
    .filter((node) => node.type === 'heading' && ['Exercises', '练习'].includes(nodeText(node)))
    .map((node) => {
      const remedy = 'a section of exercises; make each task a <Try>, or an exercise with a judge';
      return new Problem(`${name}:${lineOf(node)}`, remedy);
    });
}

/**
 * Checks the limits of all lessons.
 * @param lessons in the order of the course
 * @param root the folder of the lessons
 * @returns one Problem for each limit that is exceeded: file, place, count and limit
 */
export function checkLimits(lessons: readonly Lesson[], root: string): Problem[] {
  const known = new Map(languages.map((lang) => [lang, new Set<string>()]));
  return lessons.flatMap((lesson) => {
    const cores = writtenIn(lesson.id, 'core', root).map((lang) => readProse(lesson.id, 'core', lang, root));
    const [first] = cores;
    const pages = partsOf(lesson.id, root).flatMap((part) =>
      writtenIn(lesson.id, part, root).map((lang) => readProse(lesson.id, part, lang, root)),
    );
    return [
      ...(first === undefined ? [] : checkLength(lesson, first)),
      ...cores.flatMap((core) => checkTerms(core, core.written, known.get(core.written) ?? new Set())),
      ...pages.flatMap((page) => [...checkPython(page), ...checkTasks(page)]),
    ];
  });
}
