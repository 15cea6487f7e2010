import { expect, test } from 'vitest';
import { lessonIds, lessonsDir, readLesson } from '../scripts/course/lesson.ts';
import { sources } from '../scripts/course/sources.ts';
import { program, tsx } from './support/program.ts';

/** Whether a program, or a module that it imports, reads the command line. The first programs of the course do not. */
const readsArguments = (id: string, file: string) =>
  [...sources(lessonsDir, id, file).values()].some((text) => /process\.argv|parseArgs/.test(text));

const programs = lessonIds().flatMap((id) => {
  const files = readLesson(id).cells.map((cell) => cell.file);
  return [...new Set(files)].filter((file) => readsArguments(id, file)).map((file) => `${id}/${file}`);
});

test('only the first programs, of lesson 01, may ignore the command line', () => {
  expect(programs).toContain('03-server-client/server.ts');
  expect(programs).toContain('05-threaded-scan/scan.ts');
  const silent = lessonIds().flatMap((id) =>
    readLesson(id).cells.flatMap(({ file }) => (readsArguments(id, file) ? [] : [`${id}/${file}`])),
  );
  expect(silent.filter((path) => !path.startsWith('01-'))).toEqual([]);
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
