import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { minutesFor, minutesOf, readingBeforeRun, readingOf } from '../scripts/course/minutes.ts';

let root = '';
let folder = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'socketbook-minutes-'));
  folder = join(root, '01-first');
  mkdirSync(folder);
  onTestFinished(() => rmSync(root, { recursive: true }));
  write('lesson.json', JSON.stringify({ after: [], cells: [{ name: 'hello', file: 'hello.ts' }] }));
  // Five lines of code in the listing: an empty line and the markers of a region do not count.
  write(
    'hello.ts',
    '// One\n\n// #region body\nconst two = 2;\nconst three = 3;\n// #endregion body\n\n// Four\n// Five\n',
  );
  write('hello.out.txt', 'one\ntwo\nthree\n');
});
const write = (file: string, text: string) => writeFileSync(join(folder, file), text);
const words = (count: number) => 'word '.repeat(count).trim();

/** A core with a body. Its objectives, key points and question have 8 words. */
const core = (body: string) =>
  `---\ntitle: "The title"\nsummary: "Not counted at all."\nquestion: "One two?"\nobjectives:\n  - "three"\n  - "four"\nkeyPoints:\n  - "five six"\n  - "seven eight"\n---\n\n${body}\n`;

const first = () => readLesson('01-first', root);

test('readingOf() counts words, lines of code, lines of output and questions, and minutesFor() weighs them', () => {
  write(
    'en.mdx',
    core(
      [
        words(10),
        '## Two words',
        '<Code file="hello.ts">\n\n1. `const two` explains it\n\n</Code>',
        '<Predict>\n\nWhat now?\n\n<Answer>\n\nThat.\n\n</Answer>\n\n</Predict>',
        '<Cell name="hello" />',
        '```sh\nls\nls -l\n```',
        '```text\nan output\n```',
        '<Quiz id="a">\n\nWhich?\n\n<Choice right>\n\nThis.\n\nYes.\n\n</Choice>\n\n</Quiz>',
        '## Coming from Python\n\nNot counted.',
      ].join('\n\n'),
    ),
  );
  const reading = readingOf(first(), 'core');
  expect(reading).toEqual({ words: 8 + 10 + 2 + 4 + 3 + 3, code: 5 + 2, output: 3 + 1, questions: 2 });
  expect(minutesFor(first(), 'core')).toBeCloseTo(30 / 200 + (3.5 * 7 + 2 * 4) / 60 + 2, 10);
  expect(readingBeforeRun(first(), 'core')).toEqual({ words: 10 + 2 + 4 + 3, code: 5, output: 0, questions: 1 });
});

test('minutesFor() counts a region as its own lines only', () => {
  write('en.mdx', core('<Code file="hello.ts" region="body" />'));
  expect(readingOf(first(), 'core')).toMatchObject({ code: 2, output: 0 });
});

test('minutesFor() leaves out the asides and the columns for readers who know Python', () => {
  write(
    'en.mdx',
    core(
      '| Call | Python | Meaning |\n|---|---|---|\n| a | b c d | e f |\n\n<Python>\n\nNot counted.\n\n```python\nx\n```\n\n</Python>',
    ),
  );
  expect(readingOf(first(), 'core')).toEqual({ words: 8 + 5, code: 0, output: 0, questions: 0 });
});

test('minutesOf() tells core, deeper and exercises apart, in whole minutes; a page that is missing has none', () => {
  write('en.mdx', core(words(1392)));
  expect(minutesOf(first())).toEqual({ core: 7, deeper: 0, exercises: 0, count: 0 });
  write('deeper.en.mdx', `---\ntitle: "More"\nsummary: "One two."\nobjectives:\n  - "three"\n---\n\n${words(497)}\n`);
  for (const name of ['1-one', '2-two', '3-three']) mkdirSync(join(folder, 'exercises', name), { recursive: true });
  expect(minutesOf(first())).toEqual({ core: 7, deeper: 3, exercises: 6, count: 3 });
});

test('a lesson that is written in Chinese only is counted in characters', () => {
  write('zh.mdx', core(`${'字'.repeat(342)} 端口 TCP 80`));
  expect(readingOf(first(), 'core').words).toBe(8 + 342 + 2 + 1 + 1);
  expect(minutesFor(first(), 'core')).toBeCloseTo(354 / 350, 10);
});

test.each(lessonIds())('%s has a number of minutes that somebody can read in one sitting', (id) => {
  const { core, deeper, exercises } = minutesOf(readLesson(id));
  expect(core).toBeGreaterThan(5);
  expect(core).toBeLessThan(60);
  expect(deeper).toBeLessThan(60);
  expect(exercises).toBeGreaterThanOrEqual(6);
});
