// Runs Astro's commands in the same environment as a reader's terminal.
import { join } from 'node:path';

// Variables that would change the build: the address of the site and of its repository, and the variables that Vitest sets.
const {
  SITE_URL,
  BASE_PATH,
  SOCKETBOOK_REPOSITORY,
  BASE_URL,
  NODE_ENV,
  DEV,
  PROD,
  MODE,
  SSR,
  TEST,
  VITEST,
  ...terminal
} = process.env;

/** The environment of this process without the variables that would change a build. */
export { terminal };

/** The arguments after `node` that build the site into a folder. Relative paths start at the project's folder. */
export const buildArgs = (outDir: string, ...more: string[]): string[] => [
  join('site', 'astro.mjs'),
  'build',
  '--outDir',
  outDir,
  ...more,
];
