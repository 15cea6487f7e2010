import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { lessonIds, readLesson, readRecording } from '../scripts/course/lesson.ts';
import { readsCommandLine } from '../scripts/course/sources.ts';
import { compare, transcript } from '../scripts/recording/record.ts';
import type { Outcome } from '../scripts/runner/run.ts';
import { part } from './support/extent.ts';
import { program, tsx } from './support/program.ts';
import { ProgramHost } from './support/programs.ts';

/** The first two programs of the course are as short as they can be: they look at no argument. */
const first = ['01-socket-concepts/server.ts', '01-socket-concepts/client.ts'];

test('only the first programs do not read their command line', () => {
  const files = lessonIds().flatMap((id) => readLesson(id).cells.map(({ file }) => [id, file] as const));
  const without = files.filter(([id, file]) => !readsCommandLine(id, file)).map(([id, file]) => `${id}/${file}`);
  expect([...new Set(without)].sort()).toEqual(first.toSorted());
});

const programs = lessonIds().flatMap((id) => {
  const files = readLesson(id).cells.map((cell) => cell.file);
  return [...new Set(files)].map((file) => `${id}/${file}`).filter((path) => !first.includes(path));
});

// The programs of lesson 06 show guards. Most of them take no arguments and ignore any.
const careful = programs.filter((path) => !path.startsWith('06-'));

// tsx compiles what it imports, so one process of it is enough for all. CommonJS needs a process for each program.
describe.each([
  ['node', [], (path: string, args: string[]) => program(path, args).done],
  ['npx tsx', ['--import', 'tsx'], tsx],
] as const)('under %s,', (_, options, start) => {
  let host: ProgramHost;
  beforeAll(() => {
    host = new ProgramHost([...options]);
  });
  afterAll(() => host.close());
  const run = (path: string, args: string[]): Promise<Outcome> =>
    path.endsWith('.cjs') ? start(path, args) : host.run(path, args);

  test.each(programs)('%s prints its usage with --help', async (path) => {
    const outcome = await run(path, ['--help']);
    expect(outcome).toMatchObject({ stderr: '', code: 0 });
    expect(outcome.stdout).toMatch(/^usage: /);
  });

  test.each(careful)('%s refuses an unknown argument with one line that names it and exit code 2', async (path) => {
    const outcome = await run(path, ['--nonsense=1']);
    expect(outcome).toMatchObject({ stdout: '', code: 2 });
    expect(outcome.stderr).toMatch(/^[^\n]*--nonsense[^\n]*\n$/);
  });
});

// Each in a process of its own, because lesson 06 shows how a program finds out that it was started.
const cells = ['02-create-sockets', '06-entry-point-guard'].flatMap((id) => {
  const lesson = readLesson(id);
  const alone = lesson.cells.filter(({ lab, link, until, with: server }) => !lab && !link && !until && !server);
  return alone.map((cell) => ({ name: `${id}: cell ${cell.name}`, lesson, cell }));
});

test.concurrent.each(part(cells, 3))('$name prints under npx tsx what the page shows', async ({ lesson, cell }) => {
  const outcome = await tsx(`${lesson.id}/${cell.file}`, cell.args);
  expect(outcome).toMatchObject({ stderr: '', code: 0 });
  compare(lesson, cell, readRecording(lesson, cell), transcript(outcome));
});
