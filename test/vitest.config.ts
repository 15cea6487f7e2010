import { defineConfig } from 'vitest/config';

/**
 * One file at a time, with nothing beside it. Such a file
 * - scans all ports of this machine, and would connect to the servers of every other test;
 * - measures time or memory;
 * - needs a fixed port: 4401 on, 8888, 8889;
 * - builds or serves the site: builds share .astro/, node_modules/.astro/ and node_modules/.vite/.
 */
const serial = [
  // Scan this machine, and measure.
  'lesson-04',
  'lesson-05',
  // Measures: some programs of lesson 05 print how long something took.
  'recordings',
  // Takes the fixed ports of the lab.
  'record',
  // Build or serve the site.
  'found',
  'light',
  'live-guard',
  'live-page',
  'live-runs',
  'practice-page',
  'quiz',
  'reading',
  'search',
  'site',
].map((name) => `test/${name}.test.ts`);

export default defineConfig({
  test: {
    sequence: { shuffle: true },
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
          exclude: serial,
          maxWorkers: 3,
          sequence: { groupOrder: 0 },
        },
      },
      { extends: true, test: { name: 'serial', include: serial, fileParallelism: false, sequence: { groupOrder: 1 } } },
    ],
  },
});
