import { createHash } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The longest file first, so that the others are done beside it; these in the random order that the seed gives. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const rank = ({ moduleId }: TestSpecification) =>
      moduleId.endsWith('/exercises.test.ts') ? '' : createHash('sha1').update(`${seed} ${moduleId}`).digest('hex');
    return files.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }
}

const files = (...names: string[]) => names.map((name) => `test/${name}.test.ts`);

/** They look at the built site. It is built and served once for all of them, so they may run beside each other. */
const site = files('page-weight', 'quiz', 'reading', 'search', 'seo', 'site');

/**
 * One file at a time, with nothing beside it. Such a file
 * - scans all ports of this machine, and would connect to the servers of every other test;
 * - measures time or memory;
 * - needs a fixed port: 4401 on, 8888, 8889;
 * - starts the notebook, which builds the pages: builds share .astro/, node_modules/.astro/ and node_modules/.vite/.
 */
const serial = files(
  // Scan this machine, and measure.
  'lesson-04',
  'lesson-05',
  // Measures: some programs of lesson 05 print how long something took.
  'recordings',
  // Takes the fixed ports of the lab.
  'record',
  // Start the notebook.
  'live-guard',
  'live-page',
  'live-runs',
  'practice-page',
  'server',
  'runtime',
);

const browser = 'test/support/browser-server.ts';

export default defineConfig({
  test: {
    // Named, because Vitest says less when it believes that a coding agent started it.
    reporters: ['default', ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : [])],
    sequence: { shuffle: true, sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Most tests of programs wait: for a timer of half a second, or for a port that never answers.
    maxConcurrency: 6,
    projects: [
      {
        extends: true,
        test: {
          name: 'parallel',
          include: ['test/**/*.test.ts'],
          exclude: [...site, ...serial],
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'site',
          include: site,
          globalSetup: [browser, 'test/support/built-sites.ts'],
          maxWorkers: 2,
          // These keep the processor busy all the time.
          maxConcurrency: 2,
          // A busy machine takes its time.
          expect: { poll: { timeout: 10_000 } },
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'serial',
          include: serial,
          globalSetup: browser,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
