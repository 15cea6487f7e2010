import { posix } from 'node:path';
import { readText } from './lesson.ts';

/** Matches the files that a program names in quotes: its imports, and the files of its threads. */
const named = /['"](\.\.?\/[\w./-]+\.(?:ts|cjs))['"]/g;

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
  for (const [, name = ''] of text.matchAll(named)) sources(root, id, posix.join(posix.dirname(file), name), found);
  return found;
}
