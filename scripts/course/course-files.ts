// Lists the entries of a folder, without the files that editors and file managers leave behind.
import { type Dirent, readdirSync } from 'node:fs';

/**
 * Hidden files (.DS_Store, macOS's ._server.ts, Emacs's lock .#server.ts, vim's .server.ts.swp), copies and auto-saves
 * (server.ts~, #server.ts#, server.bak), the files by which vim tries a folder (4913), and those that Windows and Office keep.
 */
const leftovers = /^\.|~$|^~\$|^#.*#$|^\d+$|\.(bak|orig|rej|sw[a-p]|tmp)$|^(thumbs\.db|desktop\.ini|icon\r)$/i;

/** Whether an entry with this name belongs to the course or to a user, and was not left by an editor. */
export const isOwn = (name: string): boolean => !leftovers.test(name);

/** The entries of a folder, without leftovers, sorted by name. @throws the system's error */
export const entriesOf = (folder: string): Dirent[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => isOwn(name))
    .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The names of a folder's files, without leftovers, in order. A link counts as a file, whatever it points to. */
export const fileNames = (folder: string): string[] =>
  entriesOf(folder)
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map(({ name }) => name);
