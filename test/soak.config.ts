// npm run soak: what happens at random, far more often than npm test has it happen. The exercises are judged a hundred times
// (REPEATS says otherwise), two hundred runs are stopped at random, npm is killed at a hundred moments. Takes hours.
import { defineConfig } from 'vitest/config';
import { patience } from './support/patience.ts';
import { FilesAndFailures } from './support/reporter.ts';

export default defineConfig({
  test: {
    include: ['test/exercises.test.ts', 'test/live-runs.test.ts', 'test/runtime.test.ts'],
    reporters: [new FilesAndFailures(), ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : [])],
    silent: 'passed-only',
    env: { SOAK: 'true', REPEATS: process.env.REPEATS ?? '99' },
    sequence: { shuffle: true },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: patience },
    fileParallelism: false,
    // As in vitest.config.ts: a judgement that is right there must be right here.
    maxConcurrency: 6,
  },
});
