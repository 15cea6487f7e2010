// Where the person stands who typed a command: npm runs every script in the project's folder.
import { basename, resolve } from 'node:path';

/**
 * A path as the person meant it who typed it. npm says in INIT_CWD where that was (npm docs, npm run-script). It counts only
 * for the script that npm itself runs: what a script starts inherits the variable, and stands where it is started.
 */
export function fromHere(path: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: there } = process.env;
  const isNpms = script !== undefined && basename(process.argv[1] ?? '', '.ts') === script;
  return resolve(isNpms && there ? there : '.', path);
}
