// Builds the site for two addresses and serves both, once for all test files that import sites.ts. Vitest runs this before the
// first test file, and the files that need no site run while it builds. One of the two builds uses a copy of the project, because
// two builds in one folder damage each other. No test builds in the project's own folder.
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { projectDir } from '../../scripts/course/lesson.ts';
import { builtPages } from '../../site/server/build.ts';
import { readPages } from '../../site/server/pages.ts';
import { serve } from '../../site/server/server.ts';
import { buildSite } from './build.ts';
import { onDemand } from './on-demand.ts';
import { copyCourse } from './project-copy.ts';
import type { Sites } from './sites.ts';
import { environmentBelow, spoil } from './spoiled-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the sites are asked for: see sites.ts. */
    sites: string;
  }
}

async function build(env: { BASE_PATH: string; SITE_URL: string }, cwd = projectDir) {
  // Astro moves files there from a folder of the project, which it can do on one disk only.
  const cache = join(cwd, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const dist = mkdtempSync(join(cache, 'socketbook-tests-'));
  await buildSite(dist, { cwd, env });
  const base = env.BASE_PATH;
  const { origin, close } = await serve({ port: 0, pages: readPages(dist, { base: `${base.replace(/\/$/, '')}/` }) });
  const lessons = readdirSync(join(cwd, 'lessons'))
    .filter((name) => /^\d\d-/.test(name))
    .sort();
  return { site: { base, dist, origin, lessons }, close };
}

async function buildAll(scratch: string) {
  // The first of three builds. The copy gets what it has learned from the compiler.
  const root = await build({ BASE_PATH: '/', SITE_URL: environmentBelow.SITE_URL });
  const above = join(scratch, 'above');
  spoil(above);
  const copy = join(above, 'project');
  mkdirSync(copy);
  copyCourse(copy);
  const [below] = await Promise.all([
    build(environmentBelow, copy),
    // Also builds the pages of `npm start`, so that every test that starts it finds them built.
    builtPages(),
  ]);
  return { root, below };
}

export default async function setup(project: TestProject) {
  const scratch = mkdtempSync(join(project.config.env.TMPDIR ?? tmpdir(), 'socketbook-sites-'));
  const sites = await onDemand(
    () => buildAll(scratch),
    ({ root, below }): Sites => ({ root: root.site, below: below.site }),
  );
  project.provide('sites', sites.address);
  return async () => {
    const built = await sites.started();
    await Promise.all([built?.root.close(), built?.below.close(), sites.close()]);
    for (const folder of [scratch, built?.root.site.dist])
      if (folder !== undefined) rmSync(folder, { recursive: true });
  };
}
