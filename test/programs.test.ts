import { expect, test } from 'vitest';
import { lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { readsCommandLine } from '../scripts/course/sources.ts';
import { program, tsx } from './support/program.ts';

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

test.concurrent.each(programs)('%s prints its usage with --help, under npx tsx', async (path) => {
  const outcome = await tsx(path, ['--help']);
  expect(outcome).toMatchObject({ stderr: '', code: 0 });
  expect(outcome.stdout).toMatch(/^usage: /);
});

// The programs of lesson 06 show guards. Most of them take no arguments and ignore any.
const careful = programs.filter((path) => !path.startsWith('06-'));

test.concurrent.each(careful)(
  '%s refuses an unknown argument with one line that names it and exit code 2',
  async (path) => {
    const outcome = await program(path, ['--nonsense=1']).done;
    expect(outcome).toMatchObject({ stdout: '', code: 2 });
    expect(outcome.stderr).toMatch(/^[^\n]*--nonsense[^\n]*\n$/);
  },
);
