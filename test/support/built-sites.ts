// Builds the site for two addresses and serves both, once for all test files of a project. Vitest runs this before the first
// test file. One of the two builds uses a copy of the project, because two builds in one folder damage each other. After this,
// no test builds in the project's own folder.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectDir } from '../../scripts/course/lesson.ts';
import { builtPages } from '../../site/server/build.ts';
import { readPages } from '../../site/server/pages.ts';
import { serve } from '../../site/server/server.ts';
import { buildSite } from './build.ts';
import { copyProject } from './project-copy.ts';

/** A built site, served like `npm run preview` does. */
export interface BuiltSite {
  /** The path of the site, for example "/courses/sockets". */
  base: string;
  /** The folder with its files. */
  dist: string;
  /** The server's address, for example "http://127.0.0.1:40123". */
  origin: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    /**
     * The site at "/", and the site at a sub-path. Both are built for https://example.org. The second has the repository
     * https://github.com/ann/sockets, the first has none.
     */
    sites: { root: BuiltSite; below: BuiltSite };
  }
}

async function build(dist: string, base: string, cwd = projectDir, env = {}) {
  await buildSite(dist, { cwd, env: { ...env, BASE_PATH: base, SITE_URL: 'https://example.org' } });
  const { origin, close } = await serve({ port: 0, pages: readPages(dist, { base: `${base.replace(/\/$/, '')}/` }) });
  return { site: { base, dist, origin }, close };
}

/** Writes configuration files into a folder. A tool that reads one of them fails, or builds something else. */
function spoil(above: string): void {
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

export default async function setup(project: TestProject) {
  const scratch = mkdtempSync(join(tmpdir(), 'socketbook-sites-'));
  // The first of three builds. The copy gets what it has learned from the compiler.
  const root = await build(join(scratch, 'root'), '/');
  const above = join(scratch, 'above');
  spoil(above);
  const copy = join(above, 'project');
  mkdirSync(copy);
  copyProject(copy);
  const [below] = await Promise.all([
    // The variables of a terminal do not change the kind of the build.
    build(join(scratch, 'below'), '/courses/sockets', copy, {
      NODE_ENV: 'development',
      SOCKETBOOK_REPOSITORY: 'https://github.com/ann/sockets',
    }),
    // Also builds the pages of `npm start`, so that every test that starts it finds them built.
    builtPages(),
  ]);
  rmSync(above, { recursive: true });
  project.provide('sites', { root: root.site, below: below.site });
  return async () => {
    await Promise.all([root.close(), below.close()]);
    rmSync(scratch, { recursive: true });
  };
}
