// Tries what npm test tries only in part: see support/extent.ts.
//   npm run test:all    everything once: every wrong answer, every page in every way
//   npm run soak        also repeats what is random: each exercise is judged a hundred times more (REPEATS changes the number),
//                       two hundred runs are stopped at random, npm is killed at a hundred moments. It takes hours.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { checkAlias } from './support/check-alias.ts';
import { patience } from './support/patience.ts';
import { FilesAndFailures } from './support/reporter.ts';
import { scratch } from './support/scratch.ts';

/** The test files that import one of these names of support/extent.ts or support/sample.ts. */
function importing(names: string): string[] {
  const line = new RegExp(`^import \\{[^}]*\\b(${names})\\b[^}]*\\} from '\\./support/(extent|sample)\\.ts';$`, 'm');
  return readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith('.test.ts') && line.test(readFileSync(join(import.meta.dirname, name), 'utf8')))
    .map((name) => `test/${name}`);
}

export default defineConfig(({ mode }) => ({
  test: {
    include: importing(mode === 'soak' ? 'isSoak|tries|repeats' : 'isWhole|part|samplePages'),
    globalSetup: ['test/support/browser-server.ts', 'test/support/built-sites.ts'],
    reporters: [new FilesAndFailures(), ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : [])],
    silent: 'passed-only',
    alias: checkAlias,
    env: { EXTENT: mode, TMPDIR: scratch },
    sequence: { shuffle: true },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    expect: { poll: patience },
    // What is repeated is repeated alone, so that a failure is not due to another file.
    ...(mode === 'soak' ? { fileParallelism: false } : { maxWorkers: 3 }),
    // As in vitest.config.ts: a judgement that is right there must be right here.
    maxConcurrency: 6,
  },
}));
