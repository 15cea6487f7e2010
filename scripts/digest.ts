import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { replaceFile } from './files.ts';
import { type Cell, cellOf, type Lesson, readText } from './lesson.ts';

/** Files that a program names in quotes: what it imports, and the threads it starts. */
const named = /['"](\.\.?\/[\w./-]+\.(?:ts|cjs))['"]/g;

/** A program and every file it names, and that these name, by path in lessons/. Names of no file are left out. */
export function sources(
  root: string,
  id: string,
  file: string,
  found = new Map<string, string>(),
): Map<string, string> {
  const path = posix.join(id, file);
  if (found.has(path)) return found;
  let text: string;
  try {
    text = readText(id, file, '', root);
  } catch {
    return found;
  }
  found.set(path, text);
  for (const [, name = ''] of text.matchAll(named)) sources(root, id, posix.join(posix.dirname(file), name), found);
  return found;
}

/**
 * Stands for all code that a cell's output comes from, and for its arguments: two runs with the same digest ran the
 * same thing. 16 hexadecimal digits of a SHA-256.
 */
export function digestOf(lesson: Lesson, cell: Cell): string {
  const others = [...(cell.with === undefined ? [] : [cell.with]), ...cell.visits];
  const cells = [cell, ...others.map((name) => cellOf(lesson, name))];
  const hash = createHash('sha256');
  for (const one of cells) {
    const files = [...sources(dirname(lesson.dir), lesson.id, one.file)].sort(([a], [b]) => (a < b ? -1 : 1));
    hash.update(JSON.stringify([one.file, one.args, one.link ?? '', files]));
  }
  return hash.digest('hex').slice(0, 16);
}

/** The folders that hold what a cell runs: its lesson, and whichever lesson it imports from. Absolute paths. */
export function foldersOf(lesson: Lesson, cell: Cell): string[] {
  const root = dirname(lesson.dir);
  const files = [...sources(root, lesson.id, cell.file).keys()];
  return [...new Set([lesson.dir, ...files.map((path) => join(root, posix.dirname(path)))])];
}

const bookOf = (lesson: Lesson) => join(lesson.dir, 'recorded.json');

/** What each cell of a lesson was when it was recorded: digests by the cells' names. */
export function readDigests(lesson: Lesson): Record<string, string> {
  const book = bookOf(lesson);
  return existsSync(book) ? JSON.parse(readFileSync(book, 'utf8')) : {};
}

/** Keeps that the recordings of these cells show what the cells print as they are now. */
export function writeDigests(lesson: Lesson): void {
  const digests = Object.fromEntries(lesson.cells.map((cell) => [cell.name, digestOf(lesson, cell)]));
  replaceFile(bookOf(lesson), `${JSON.stringify(digests, null, 2)}\n`);
}
