import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { checkLimits, limits } from '../scripts/check/limits.ts';
import { lessonIds, readLesson } from '../scripts/course/lesson.ts';
import { readProse } from '../scripts/course/mdx.ts';
import { termsOn } from '../scripts/course/terms.ts';
import { newLesson } from '../scripts/new.ts';

let good = '';
beforeAll(async () => {
  good = mkdtempSync(join(tmpdir(), 'socketbook-limits-'));
  await newLesson('first', good);
  await newLesson('second', good);
});
afterAll(() => rmSync(good, { recursive: true }));

/** A course of two lessons in which a file of the second one was changed. */
function course(file: string, change: (text: string) => string): string {
  const root = mkdtempSync(join(tmpdir(), 'socketbook-limits-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  cpSync(good, root, { recursive: true });
  const path = join(root, '02-second', file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after, `${file} was not changed`).not.toBe(before);
  writeFileSync(path, after);
  return root;
}
const found = (root: string) =>
  checkLimits(
    lessonIds(root).map((id) => readLesson(id, root)),
    root,
  ).map(({ message }) => message);
const words = (count: number) => 'word '.repeat(count).trim();
/** Terms of the glossary that the new lesson does not use. */
const many =
  'A peer, a scanner, a backlog, a datagram, a thread, a promise, a packet, a race condition, an event loop, a worker, a segment.';

test('checkLimits() finds nothing in a new lesson', () => {
  expect(found(good)).toEqual([]);
});

const before = (text: string) => (prose: string) => prose.replace('## They meet', `${text}\n\n## They meet`);
const after = (text: string) => (prose: string) => prose.replace('## Coming', `${text}\n\n## Coming`);

test.each<[string, string, (text: string) => string, RegExp]>([
  [
    'a long core',
    'en.mdx',
    after(words(4600)),
    /^lessons\/02-second\/en\.mdx: 2\d\.\d minutes; at most 25; move a section to deeper\.en\.mdx$/,
  ],
  [
    'many words before the first run',
    'en.mdx',
    before(words(300)),
    /^lessons\/02-second\/en\.mdx:\d+: 4\d\d words before the first program to run; at most 300$/,
  ],
  [
    'much code before the first run',
    'en.mdx',
    before(`\`\`\`sh\n${'ls\n'.repeat(40)}\`\`\``),
    /^lessons\/02-second\/en\.mdx:\d+: \d\d lines of code before the first program to run; at most 40$/,
  ],
  [
    'many new terms',
    'en.mdx',
    after(many),
    /^lessons\/02-second\/en\.mdx:\d+: the page marks 1\d new terms \(.*peer.*\); at most 9; use "[\w-]+" and those after it later$/,
  ],
  [
    'Python in the prose',
    'en.mdx',
    after('As in Python.'),
    /^lessons\/02-second\/en\.mdx:\d+: mentions Python to all readers; /,
  ],
  [
    'a Python listing',
    'en.mdx',
    after('```python\nx\n```'),
    /^lessons\/02-second\/en\.mdx:\d+: mentions Python to all readers; /,
  ],
  [
    'Python in the frontmatter',
    'en.mdx',
    (text) => text.replace('"do one thing"', '"do one thing as in Python"'),
    /^lessons\/02-second\/en\.mdx:6: mentions Python to all readers; /,
  ],
  [
    'a section of exercises',
    'zh.mdx',
    (text) => text.replace('## 从', '## 练习\n\n## 从'),
    /^lessons\/02-second\/zh\.mdx:\d+: a section of exercises; /,
  ],
])('checkLimits() refuses %s, and names file, place and limit', (_, file, change, message) => {
  const messages = found(course(file, change));
  expect(messages.length).toBe(1);
  expect(messages[0]).toMatch(message);
});

test.each([
  ['an aside', '<Python>\n\nAs in Python.\n\n```python\nx\n```\n\n</Python>'],
  ['a column', '| Call | Python |\n|---|---|\n| a | Python: b |'],
])('checkLimits() allows Python in %s', (_, text) => {
  expect(found(course('en.mdx', after(text)))).toEqual([]);
});

test('a term counts on the first core that marks it', () => {
  const root = course('en.mdx', after(many));
  const first = join(root, '01-first', 'en.mdx');
  writeFileSync(first, after(many)(readFileSync(first, 'utf8')));
  expect(found(root).filter((message) => message.startsWith('lessons/02'))).toEqual([]);
  expect(found(root).filter((message) => message.startsWith('lessons/01'))).toHaveLength(1);
});

test('termsOn() names what the page marks: not in a heading, a question, an aside or a column for readers who know Python', () => {
  const root = course('en.mdx', after(many));
  expect(limits.terms).toBe(9);
  const ids = (text: string) => {
    writeFileSync(join(root, '02-second', 'deeper.en.mdx'), text);
    return termsOn(readProse('02-second', 'deeper', 'en', root).tree, 'en');
  };
  expect(ids('## A backlog\n\nA\nbacklog, and a backlog.\n\n- a **peer**')).toEqual([
    { id: 'backlog', line: 4 },
    { id: 'peer', line: 6 },
  ]);
  expect(
    ids(
      '<Quiz id="a">\n\nA peer?\n\n</Quiz>\n\n<Python>\n\nA peer.\n\n</Python>\n\n| a | Python |\n|---|---|\n| b | peer |',
    ),
  ).toEqual([]);
  expect(ids('| a | Python |\n|---|---|\n| peer | x |')).toEqual([{ id: 'peer', line: 3 }]);
});
