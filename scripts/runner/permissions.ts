import { dirname, join, posix } from 'node:path';
import type { Cell, Lesson } from '../course/lesson.ts';
import { sources } from '../course/sources.ts';

/** The folders of the code that a cell runs: its lesson, and each lesson it imports from. Absolute paths. */
export function foldersOf(lesson: Lesson, cell: Pick<Cell, 'file'>): string[] {
  const root = dirname(lesson.dir);
  const files = [...sources(root, lesson.id, cell.file).keys()];
  return [...new Set([lesson.dir, ...files.map((path) => join(root, posix.dirname(path)))])];
}
