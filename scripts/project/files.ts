// The user's files. They are read only if they are plain files of bounded size, and are replaced in one step.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** The reason why a file cannot be used. terminal/troubles.ts has a sentence for each. */
export type Trouble =
  | 'missing'
  | 'folder'
  | 'notAFile'
  | 'noFolder'
  | 'brokenLink'
  | 'tooLarge'
  | 'tooMany'
  | 'notAllowed'
  | 'readOnly'
  | 'full'
  | 'other';

const troubles: Readonly<Record<string, Trouble>> = {
  ENOENT: 'missing',
  EISDIR: 'folder',
  ENXIO: 'notAFile',
  ENOTDIR: 'noFolder',
  ELOOP: 'brokenLink',
  EACCES: 'notAllowed',
  EPERM: 'notAllowed',
  EROFS: 'readOnly',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

/** A file that cannot be used. `code` is the system's error code if the system refused the call. */
export class FileTrouble extends Error {
  readonly trouble: Trouble;
  readonly path: string;
  readonly code: string;

  /** @param message the limit for 'tooLarge' and 'tooMany'; otherwise the system's message */
  constructor(trouble: Trouble, path: string, message = '', code = '') {
    super(message);
    this.trouble = trouble;
    this.path = path;
    this.code = code;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

/**
 * Turns an error of the file system into a FileTrouble.
 * @param path the file concerned; by default the one that the system names
 * @throws any other error: it is a bug
 */
export function troubleOf(error: unknown, path?: string): FileTrouble {
  if (error instanceof FileTrouble) return error;
  const { code, path: named = '', message } = error as NodeJS.ErrnoException;
  if (code === undefined || code.startsWith('ERR_')) throw error;
  const meant = path ?? named;
  const trouble = code === 'ENOENT' && isLink(meant) ? 'brokenLink' : (troubles[code] ?? 'other');
  return new FileTrouble(trouble, meant, message, code);
}

function attempt<Value>(path: string, action: () => Value): Value {
  try {
    return action();
  } catch (error) {
    throw troubleOf(error, path);
  }
}

/** @throws FileTrouble for a folder, a pipe, a socket or a device */
function admit(path: string, entry: { isFile(): boolean; isDirectory(): boolean }): void {
  if (entry.isDirectory()) throw new FileTrouble('folder', path, '', 'EISDIR');
  if (!entry.isFile()) throw new FileTrouble('notAFile', path);
}

/**
 * Reads a plain file, through links.
 * @param most the most bytes it may have
 * @throws FileTrouble: missing, not a plain file, too large, or refused by the system. Does not wait for a pipe.
 */
export function readFile(path: string, most: number): Buffer {
  return attempt(path, () => {
    admit(path, statSync(path));
    // If a pipe has replaced the file in the meantime, O_NONBLOCK keeps the call from waiting (Windows has neither).
    const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const entry = fstatSync(file);
      admit(path, entry);
      if (entry.size > most) throw new FileTrouble('tooLarge', path, `${Math.floor(most / 1000)} KB`);
      return readFileSync(file);
    } finally {
      closeSync(file);
    }
  });
}

/** The real path of a file, with links resolved; the path itself if nothing is there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** The real path of a file, or the path itself if nothing is there yet. @throws FileTrouble for a broken link */
function placeOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    const trouble = troubleOf(error, path);
    if (trouble.trouble === 'missing') return path;
    throw trouble;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/**
 * Creates a folder and its missing parents. Creates one at a time, because recursive mkdirSync reports ENOENT on a
 * read-only disk.
 * @throws FileTrouble
 */
export function makeFolder(path: string): void {
  attempt(path, () => {
    if (isFolder(path)) return;
    if (dirname(path) !== path) makeFolder(dirname(path));
    try {
      mkdirSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      // Another process has just created it, or something else is there.
      if (!isFolder(path)) throw new FileTrouble(isLink(path) ? 'brokenLink' : 'noFolder', path);
    }
  });
}

/** Errors of Windows if another program, such as a virus scanner or an indexer, has a file open for a moment. */
const momentary = ['EPERM', 'EACCES', 'EBUSY'];

/** The pauses between the tries of a rename, ms: about a second in all. */
const pauses = [5, 10, 20, 50, 100, 200, 300, 300];

/**
 * Renames a file or a folder. On Windows the system refuses this while another program has it open (MoveFileEx), so it is tried again.
 * @param system for tests
 * @throws the system's error
 */
export function rename(from: string, to: string, system = { platform: process.platform, renameSync }): void {
  for (const pause of system.platform === 'win32' ? pauses : []) {
    try {
      system.renameSync(from, to);
      return;
    } catch (error) {
      if (!momentary.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
    }
  }
  system.renameSync(from, to);
}

/**
 * Replaces a file in one step: at any moment, the path has either the whole old file or the whole new one. The file keeps
 * its mode, and a link to it stays. The data is first written to a new file with a random name in the same folder.
 * @throws FileTrouble; the old file is then unchanged
 */
export function replaceFile(path: string, data: string | Uint8Array): void {
  const place = placeOf(path);
  const before = statSync(place, { throwIfNoEntry: false });
  attempt(path, () => {
    if (before !== undefined) admit(path, before);
    const half = join(dirname(place), `.${basename(place)}.${randomBytes(8).toString('hex')}.tmp`);
    const file = openSync(half, 'wx', before === undefined ? 0o666 : before.mode & 0o777);
    try {
      try {
        writeFileSync(file, data);
      } finally {
        closeSync(file);
      }
      rename(half, place);
    } catch (error) {
      rmSync(half, { force: true });
      throw error;
    }
  });
}

/** The most kept copies of one file, as in slug.kept-100.ts. */
const mostKept = 100;

/**
 * Creates a file under the first free name, in one step, so that no other process can take the same name. Returns the name.
 * @param nameOf returns the name for the first, the second … attempt
 * @throws FileTrouble, 'tooMany' if the first hundred names are taken
 */
export function takeName(nameOf: (count: number) => string, data: string | Uint8Array = ''): string {
  for (let count = 1; count <= mostKept; count++) {
    const name = nameOf(count);
    try {
      writeFileSync(name, data, { flag: 'wx' });
      return name;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw troubleOf(error, name);
    }
  }
  throw new FileTrouble('tooMany', nameOf(mostKept), String(mostKept));
}
