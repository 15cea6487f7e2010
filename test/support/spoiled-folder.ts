import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The variables for a build at a sub-path. Those of a terminal, such as NODE_ENV, do not change the kind of a build. */
export const environmentBelow = {
  NODE_ENV: 'development',
  SOCKETBOOK_REPOSITORY: 'https://github.com/ann/sockets',
  BASE_PATH: '/courses/sockets',
  SITE_URL: 'https://example.org',
};

/** Writes configuration files into a folder. A tool that reads one of them fails, or builds something else. */
export function spoil(above: string): void {
  const broken = [
    'tsconfig.json',
    'jsconfig.json',
    '.babelrc',
    '.swcrc',
    '.postcssrc.json',
    'biome.json',
    '.browserslistrc',
  ];
  mkdirSync(above);
  for (const name of broken) writeFileSync(join(above, name), '{ "broken": ');
  for (const name of ['postcss', 'vite', 'babel', 'astro', 'tailwind', 'svelte']) {
    writeFileSync(join(above, `${name}.config.js`), 'throw new Error("read from above");\n');
  }
  // A root of workspaces: npm and Vite look for more files in such a folder.
  const workspaces = { type: 'commonjs', workspaces: ['project'], postcss: { plugins: { none: {} } } };
  writeFileSync(join(above, 'package.json'), JSON.stringify(workspaces));
  writeFileSync(join(above, '.env'), 'BASE_PATH=/above\nSITE_URL=https://above.example\nNODE_ENV=development\n');
}
