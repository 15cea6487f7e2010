import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { notesFile, parseNotes } from '../scripts/course/teach.ts';

const source = `Open two terminals.

## opening

Minutes: 3

### Purpose

What is missing.

### Ask

- "What is wrong?" Much.

## one-read

Minutes: 12

### Purpose

Say why \`write\` and \`data\` differ.

### Ask

One question.

### Misconception

One write, one read:

\`\`\`text cell=pieces
## not a heading
the end: …
\`\`\`

### Demonstrate

1. \`pieces\`: run it.
2. Say what \`once\` does.
3. \`echo\`: press Run both.
4. \`pieces\`: run it again.

### If it fails

Show the recording.

## homework

Write \`03/echo-lines\`, then read \`echo-server.ts\`.
`;

/** The message with which the source is refused after a change. */
function refusal(from: string | RegExp, to: string): string {
  const changed = source.replace(from, to);
  expect(changed).not.toBe(source);
  try {
    parseNotes(changed, 'en', 'teach.en.md');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

test('parseNotes() reads minutes, parts, quoted output, cells and exercises', () => {
  const { sections, ...rest } = parseNotes(source, 'en', 'teach.en.md');
  expect(rest).toEqual({
    written: 'en',
    name: 'teach.en.md',
    before: 'Open two terminals.',
    homework: 'Write `03/echo-lines`, then read `echo-server.ts`.',
    exercises: ['03/echo-lines'],
  });
  expect(sections.map(({ id, minutes, line }) => [id, minutes, line])).toEqual([
    ['opening', 3, 3],
    ['one-read', 12, 15],
  ]);
  expect(sections[0]?.parts).toEqual({ purpose: 'What is missing.', ask: '- "What is wrong?" Much.' });
  const [, { parts, outputs, cells } = {}] = sections;
  expect(parts?.purpose).toBe('Say why `write` and `data` differ.');
  expect(parts?.misconception).toMatch(/^One write, one read:\n\n```text cell=pieces\n## not a heading\n/);
  expect(parts?.fails).toBe('Show the recording.');
  expect(outputs).toEqual([{ part: 'misconception', cell: 'pieces', lines: ['## not a heading', 'the end: …'] }]);
  expect(cells).toEqual(['pieces', 'echo']);
});

test.each<[string, string | RegExp, string, string | RegExp]>([
  [
    'no minutes',
    'Minutes: 12\n',
    '',
    /^teach\.en\.md:15: one-read: write its minutes below the heading, from 1 to 30, /,
  ],
  ['no minute at all', 'Minutes: 12', 'Minutes: 0', 'teach.en.md:15: one-read: write its minutes'],
  ['more minutes than a section can take', 'Minutes: 12', 'Minutes: 31', 'from 1 to 30, as in "Minutes: 9"'],
  ['minutes with a remark', 'Minutes: 12', 'Minutes: 12 or so', 'write its minutes'],
  ['an unknown part', '### Purpose\n\nSay', '### Aim\n\nSay', 'one-read: no part "Aim"; choose one of Purpose, Ask, '],
  ['an empty part', 'One question.', '', 'one-read: the part "Ask" is empty; '],
  ['no purpose', /### Purpose\n\nSay.*\n/, '', 'one-read: the part "Purpose" is missing'],
  ['no question', '### Ask\n\nOne question.\n', '', 'one-read: the part "Ask" is missing'],
  ['parts in another order', /(### Ask\n\nOne question.\n\n)(### Mis[\s\S]*?)(?=### Dem)/, '$2$1', 'in this order: '],
  ['a part twice', '### Misconception', '### Ask', 'one-read: write each part once and in this order: Purpose, '],
  [
    'a demonstration without a remedy',
    /### If it fails\n\nShow.*\n/,
    '',
    '"Demonstrate" and "If it fails" belong together',
  ],
  ['a misconception that nothing refutes', ' cell=pieces', '', '"Misconception" needs one block "```text cell=NAME" '],
  ['no homework', /## homework[\s\S]*/, '', 'teach.en.md: its last section must be "## homework"'],
  ['a section behind the homework', /$/, '\n## more\n\nMinutes: 1\n', 'its last section must be "## homework"'],
  ['an empty homework', /(## homework)[\s\S]*/, '$1\n', /^teach\.en\.md:47: homework: is empty$/],
])('parseNotes() refuses notes with %s', (_, from, to, message) => {
  const refused = refusal(from, to);
  expect(refused).toMatch(message);
  expect(refused).not.toContain('\n');
});

test.each(languages)('parseNotes() reads the notes of a new lesson in %s', (lang) => {
  const file = join(projectDir, 'scripts/new-lesson/template', notesFile(lang));
  const { sections } = parseNotes(readFileSync(file, 'utf8'), lang, notesFile(lang));
  expect(sections.map(({ id, minutes, cells }) => [id, minutes, ...cells])).toEqual([
    ['opening', 3],
    ['they-meet', 10, 'hello'],
  ]);
});
