// npm run soak: the tests that read REPEATS, each a hundred times unless REPEATS says otherwise. Takes hours.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/exercises.test.ts'],
    env: { REPEATS: process.env.REPEATS ?? '99' },
    sequence: { shuffle: true },
    hookTimeout: 120_000,
    fileParallelism: false,
    // As in vitest.config.ts: a judgement that is right there must be right here.
    maxConcurrency: 6,
  },
});
