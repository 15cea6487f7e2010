// The modules of a program without their types. Node removes the types itself in each run, which takes as long as its start:
// its compiler comes as WebAssembly, and the permission model refuses the cache.
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesNamedIn } from '../course/sources.ts';
import { readFile, realPath } from '../project/files.ts';
import { stripTypes } from './strip.ts';

/** A module as preload/start.mjs gives it to Node. */
export interface SentModule {
  format: 'module' | 'module-typescript' | 'commonjs';
  source: string;
  /** The text replaces the file's content, so Node must never read the file. */
  isDraft?: boolean;
}

/** The most bytes of a module that is sent. */
export const moduleLimit = 1024 * 1024;

/** @returns undefined if the file cannot be read. Node says why when it loads the file. */
function read(path: string): string | undefined {
  try {
    return readFile(path, moduleLimit).toString('utf8');
  } catch {
    return undefined;
  }
}

/** Whether a path is one of these files or lies in one of these folders. All are real paths. */
const isIn = (path: string, places: readonly string[]) =>
  places.some((place) => path === place || path.startsWith(place + sep));

/**
 * The modules of a program, by URL. A module that is missing here is read by Node: one with a syntax error, which Node explains,
 * or one that the program may not read.
 * @param file absolute path; links are resolved
 * @param draft the text to run in place of the file's content
 * @param readable the files and folders that the program may read
 */
export async function modulesOf(
  file: string,
  draft: string | undefined,
  readable: readonly string[],
): Promise<Record<string, SentModule>> {
  const program = realPath(file);
  const places = [program, ...readable.map(realPath)];
  const modules: Record<string, SentModule> = {};
  const seen = new Set<string>();
  const add = async (path: string): Promise<void> => {
    if (seen.has(path) || !isIn(path, places)) return;
    seen.add(path);
    const isDraft = draft !== undefined && path === program;
    const text = isDraft ? draft : path.endsWith('.ts') ? read(path) : undefined;
    if (text === undefined) return;
    const { href } = pathToFileURL(path);
    if (path.endsWith('.ts')) {
      const source = await stripTypes(text);
      if (source !== undefined) modules[href] = { format: 'module', source, ...(isDraft && { isDraft }) };
      else if (isDraft) modules[href] = { format: 'module-typescript', source: text, isDraft };
    } else modules[href] = { format: 'commonjs', source: text, isDraft };
    for (const name of filesNamedIn(text)) await add(realPath(join(dirname(path), name)));
  };
  await add(program);
  return modules;
}
