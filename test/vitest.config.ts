import { createHash } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { checkAlias } from './support/check-alias.ts';
import { patience } from './support/patience.ts';
import { FilesAndFailures } from './support/reporter.ts';
import { scratch } from './support/scratch.ts';

/**
 * The longest files, the longest first, and those that mostly wait between those that mostly compute. Before them come some that
 * need no site, which is being built.
 */
const longest = [
  'exercises',
  'exam',
  'judge',
  'live-page',
  'live-runs',
  'practice-page',
  'lesson-03',
  'page-scripts',
  'search',
  'lesson-05',
  'layout',
  'lesson-04',
  'server',
  'lesson-07',
  'lab',
  'site',
  'lesson-01',
  'practice',
  'wire',
  'supervisor',
  'present',
  'restrictions',
  'accessibility',
  'run',
];

/** Puts the longest files first, so that the others run beside them. The others keep the random order of the seed. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { seed } = this.ctx.config.sequence;
    const rank = ({ moduleId }: TestSpecification) => {
      const place = longest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
      return place >= 0
        ? String(place).padStart(3, '0')
        : `x${createHash('sha1').update(`${seed} ${moduleId}`).digest('hex')}`;
    };
    return files.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  }
}

const files = (...names: string[]) => names.map((name) => `test/${name}.test.ts`);

/** moved-ports takes port 8888, which programs in pages of other files use. platforms replaces modules of Node. */
const apart = files('moved-ports', 'platforms');

/**
 * These files run one at a time, with nothing beside them: alone says why, and record needs the fixed ports of the lab.
 */
const serial = files('alone', 'record');

const browser = 'test/support/browser-server.ts';

export default defineConfig({
  test: {
    reporters: [new FilesAndFailures(), ...(process.env.GITHUB_ACTIONS === 'true' ? ['github-actions'] : [])],
    silent: 'passed-only',
    alias: checkAlias,
    env: { TMPDIR: scratch },
    sequence: { shuffle: true, sequencer: LongestFirst },
    testTimeout: 60_000,
    expect: { poll: patience },
    hookTimeout: 120_000,
    // Most tests of programs wait, for a timer of half a second or for a port that never answers.
    maxConcurrency: 6,
    projects: [
      {
        extends: true,
        test: {
          name: 'parallel',
          include: ['test/**/*.test.ts'],
          exclude: [...apart, ...serial],
          // A process runs one file after another, and loads what they share once.
          isolate: false,
          // Files in browsers keep two processors busy, and the others mostly wait.
          maxWorkers: 5,
          globalSetup: [browser, 'test/support/built-sites.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'apart',
          include: apart,
          globalSetup: [browser],
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'serial',
          include: serial,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
