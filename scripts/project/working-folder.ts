// The folder in which the user typed a command. npm itself runs every script in the project's folder.
import { basename, resolve } from 'node:path';

/**
 * Resolves a path against the folder in which the user typed the command. npm stores that folder in INIT_CWD (npm docs,
 * npm run-script). INIT_CWD is used only by the script that npm runs itself: a program that the script starts inherits the
 * variable, but has its own working folder.
 */
export function fromHere(path: string): string {
  const { npm_lifecycle_event: script, INIT_CWD: there } = process.env;
  const isNpms = script !== undefined && basename(process.argv[1] ?? '', '.ts') === script;
  return resolve(isNpms && there ? there : '.', path);
}
