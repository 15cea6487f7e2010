// npm run soak: what npm test does only in part. Each exercise is judged a hundred times more (REPEATS changes the number), two
// hundred runs are stopped at random, npm is killed at a hundred moments, every page is looked at in every way, and a property is
// tried ten times as often. It takes hours.
import { defineConfig } from 'vitest/config';
import { checkAlias } from './support/check-alias.ts';
import { patience } from './support/patience.ts';
import { FilesAndFailures } from './support/reporter.ts';

export default defineConfig({
  test: {
    include: [
      'accessibility',
      'command-lines',
      'exercises',
      'layout',
      'live-runs',
      'page-weight',
      'quiz',
      'runtime',
      'search',
      'server',
      'shell-words',
      'site',
      'terminal',
    ].map((name) => `test/${name}.test.ts`),
    globalSetup: ['test/support/browser-server.ts', 'test/support/built-sites.ts'],
    reporters: [new FilesAndFailures(), ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : [])],
    silent: 'passed-only',
    alias: checkAlias,
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
