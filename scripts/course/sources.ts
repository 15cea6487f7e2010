import { posix } from 'node:path';
import { lessonsDir, readText } from './lesson.ts';

/** Matches a file that a program names in quotes. */
const named = /['"](\.\.?\/[\w./-]+\.(?:ts|cjs))['"]/g;

/**
 * The files that a program names: its imports, and the threads it starts. Paths as they stand there. This is no reader of
 * import lines (scripts/check/import-lines.ts): that one sees no thread, and TypeScript would take 60 MB in the notebook.
 */
export const filesNamedIn = (text: string): string[] => [...text.matchAll(named)].map(([, name = '']) => name);

/** A program and all files that it names, directly or indirectly, by path in lessons/. Missing files are left out. */
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
  for (const name of filesNamedIn(text)) sources(root, id, posix.join(posix.dirname(file), name), found);
  return found;
}

/** Whether a program of a lesson, or a file that it names, reads the command line. */
export const readsCommandLine = (id: string, file: string, root = lessonsDir): boolean =>
  [...sources(root, id, file).values()].some((text) => text.includes('process.argv'));
