// Runs Astro's commands, as a reader's terminal would.
import { join } from 'node:path';

// Where the site will stand, and what Vitest puts into the environment, would change what is built.
const { SITE_URL, BASE_PATH, BASE_URL, NODE_ENV, DEV, PROD, MODE, SSR, TEST, VITEST, ...terminal } = process.env;

/** The environment of a reader's terminal: this process's own, without what would change a build. */
export { terminal };

/** The arguments, after `node`, that build the site into a folder. Relative paths are of the project. */
export const buildArgs = (outDir: string, ...more: string[]): string[] => [
  join('site', 'astro.mjs'),
  'build',
  '--outDir',
  outDir,
  ...more,
];
