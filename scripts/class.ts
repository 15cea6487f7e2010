// A table for a teacher:  npm run class -- FILE …
import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { entriesOf } from './course/course-files.ts';
import { type Exercise, exercises, textOf } from './course/exercises.ts';
import { type Lang, tags } from './course/languages.ts';
import { lessonIds } from './course/lesson.ts';
import { readLine } from './practice/command-line.ts';
import { countPassed, nextOpen } from './practice/course.ts';
import { readCopy } from './practice/files.ts';
import type { Words } from './practice/words.ts';
import { Problem } from './project/problem.ts';
import { fromHere } from './project/working-folder.ts';
import type { Progress } from './pupil/merge.ts';
import { table } from './terminal/columns.ts';
import { command } from './terminal/command.ts';
import { oneLine } from './terminal/printable.ts';

export interface Pupil {
  name: string;
  progress: Progress;
}

/** The files that an argument names; a folder means the .json files in it. @throws Problem if the folder has none */
function filesOf(path: string, words: Words): string[] {
  if (!statSync(fromHere(path), { throwIfNoEntry: false })?.isDirectory()) return [path];
  const found = entriesOf(fromHere(path))
    .filter((entry) => !entry.isDirectory() && entry.name.toLowerCase().endsWith('.json'))
    .map(({ name }) => join(path, name));
  if (found.length === 0) throw new Problem(path, words.emptyFolder);
  return found;
}

/**
 * Reads the collected progress files.
 * @param tell gets a sentence about each file that cannot be read
 */
export function collect(paths: readonly string[], words: Words, tell: (sentence: string) => void): Pupil[] {
  const attempt = <Value>(action: () => Value[]): Value[] => {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof Error && 'code' in error)) throw error;
      tell(oneLine(words.skipped(error.message)));
      return [];
    }
  };
  const files = [...new Set(paths.flatMap((path) => attempt(() => filesOf(path, words))))];
  const nameOf = (file: string) => oneLine(basename(file).replace(/\.json$/i, ''));
  const names = files.map(nameOf);
  return files.flatMap((file, index) =>
    attempt(() => {
      const progress = readCopy(fromHere(file), file, words);
      const own = names[index] ?? '';
      // Two pupils with the same name are shown with their folders.
      return [{ name: names.indexOf(own) === names.lastIndexOf(own) ? own : oneLine(file), progress }];
    }),
  );
}

/** The median: the middle number, or the mean of the two middle numbers. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle - 1)] ?? 0) + (sorted[Math.floor(middle)] ?? 0)) / 2;
}

/** The table of pupils, sorted by name. */
function pupilLines(
  pupils: readonly Pupil[],
  all: readonly Exercise[],
  lessons: readonly string[],
  lang: Lang,
  words: Words,
): string[] {
  const { compare } = new Intl.Collator(tags[lang], { numeric: true });
  const rows = pupils
    .toSorted((a, b) => compare(a.name, b.name))
    .map(({ name, progress }) => [
      name,
      `${lessons.filter((id) => id in progress.read).length}/${lessons.length}`,
      String(Object.keys(progress.answered).length),
      `${countPassed(all, progress)}/${all.length}`,
      nextOpen(all, progress)?.id ?? words.done,
    ]);
  return table([words.columns, ...rows], [1, 2, 3]);
}

/** The table of exercises that pupils tried but did not pass, sorted by the number of these pupils. */
function hardLines(pupils: readonly Pupil[], all: readonly Exercise[], lang: Lang, words: Words): string[] {
  const rows = all
    .map((one) => {
      const tries = pupils
        .filter(({ progress }) => !(one.id in progress.passed))
        .map(({ progress }) => progress.tries[one.id] ?? 0)
        .filter((count) => count > 0);
      return { one, stuck: tries.length, middle: median(tries) };
    })
    .filter(({ stuck }) => stuck > 0)
    .toSorted((a, b) => b.stuck - a.stuck || b.middle - a.middle)
    .map(({ one, stuck, middle }) => [one.id, String(stuck), String(middle), textOf(one, lang).title]);
  return rows.length === 0 ? [words.noneStuck] : table([words.hardColumns, ...rows], [1, 2]);
}

function main() {
  const { lang, words, help, rest } = readLine(process.argv.slice(2), {
    summary: (said) => said.classAccepted,
    most: Number.POSITIVE_INFINITY,
  });
  if (help) return console.log(words.classUsage);
  if (rest.length === 0) throw new Problem('npm run class', words.noFiles);
  const pupils = collect(rest, words, (sentence) => {
    console.error(sentence);
    process.exitCode = 1;
  });
  if (pupils.length === 0) return;
  const all = exercises();
  console.log(
    [...pupilLines(pupils, all, lessonIds(), lang, words), '', ...hardLines(pupils, all, lang, words)].join('\n'),
  );
}

if (import.meta.main) await command(main);
