// Builds the site for two addresses and serves both, once for all test files of a project. Vitest runs this before the first
// test file. One of the two builds uses a copy of the project, because two builds in one folder damage each other. After this,
// no test builds in the project's own folder.
import { mkdtempSync, rmSync } from 'node:fs';
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
    /** The site at "/", and the site at a sub-path. Both are built for https://example.org. */
    sites: { root: BuiltSite; below: BuiltSite };
  }
}

async function build(dist: string, base: string, cwd = projectDir) {
  await buildSite(dist, { cwd, env: { BASE_PATH: base, SITE_URL: 'https://example.org' } });
  const { origin, close } = await serve({ port: 0, pages: readPages(dist, { base: `${base.replace(/\/$/, '')}/` }) });
  return { site: { base, dist, origin }, close };
}

export default async function setup(project: TestProject) {
  const scratch = mkdtempSync(join(tmpdir(), 'socketbook-sites-'));
  const copy = copyProject();
  const [root, below] = await Promise.all([
    build(join(scratch, 'root'), '/').then(async (built) => {
      // Also builds the pages of `npm start`, so that every test that starts it finds them built.
      await builtPages();
      return built;
    }),
    build(join(scratch, 'below'), '/courses/sockets', copy),
  ]);
  rmSync(copy, { recursive: true });
  project.provide('sites', { root: root.site, below: below.site });
  return async () => {
    await Promise.all([root.close(), below.close()]);
    rmSync(scratch, { recursive: true });
  };
}
