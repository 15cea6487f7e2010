import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkImports } from '../scripts/check/imports.ts';
import { checkLessons, lagsOf } from '../scripts/check/lessons.ts';
import { exercisesOf } from '../scripts/course/exercises.ts';
import { lessonsDir, projectDir, readLesson } from '../scripts/course/lesson.ts';
import { writePairs } from '../scripts/course/translations.ts';
import { newLesson } from '../scripts/new.ts';
import { compare, observe } from '../scripts/recording/record.ts';

const messages = (problems: Error[]) => problems.map((problem) => problem.message);

test('checkLessons() finds no mistake in the lessons', () => {
  expect(messages(checkLessons(lessonsDir))).toEqual([]);
});

test('checkImports() finds no forbidden import in the project', () => {
  expect(messages(checkImports(projectDir))).toEqual([]);
});

describe('a course of two lessons', () => {
  let scratch: string;
  let good: string;

  beforeAll(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'socketbook-contract-'));
    good = join(scratch, 'good');
    mkdirSync(good);
    for (const name of ['first', 'second']) {
      const id = await newLesson(name, good);
      const file = join(good, id, 'lesson.json');
      // Like the lessons of the course: its prose must be in sync in every language.
      writeFileSync(file, readFileSync(file, 'utf8').replace('"after"', '"translated": true,\n  "after"'));
    }
  });
  afterAll(() => rmSync(scratch, { recursive: true }));

  /** A copy of the good course. `dir` is the lesson to spoil, and `edit` changes one of its files. */
  function course() {
    const root = mkdtempSync(join(scratch, 'course-'));
    cpSync(good, root, { recursive: true });
    const dir = join(root, '02-second');
    const edit = (file: string, change: (text: string) => string) => {
      const before = readFileSync(join(dir, file), 'utf8');
      const after = change(before);
      expect(after, `${file} was not changed`).not.toBe(before);
      writeFileSync(join(dir, file), after);
    };
    const facts = (
      change: (json: {
        [key: string]: unknown;
        cells: [Record<string, unknown>, ...Record<string, unknown>[]];
      }) => void,
    ) =>
      edit('lesson.json', (text) => {
        const json = JSON.parse(text);
        change(json);
        return JSON.stringify(json);
      });
    return { root, dir, edit, facts };
  }

  test('checkLessons() finds no mistake in a lesson that newLesson() created', () => {
    expect(messages(checkLessons(course().root, []))).toEqual([]);
  });

  test('checkLessons() accepts a program of 80 lines, and a longer one that lesson.json names as a module of a tool', () => {
    for (const [lines, named] of [
      [80, {}],
      [300, { tool: ['hello.ts'] }],
    ] as const) {
      const { root, edit, facts } = course();
      edit('hello.ts', (text) => {
        const shown = text.split('\n').filter((line) => !line.includes('#region') && !line.includes('#endregion'));
        return text.replace('import ', `${'//\n'.repeat(lines - shown.length + 1)}import `);
      });
      facts((json) => Object.assign(json, named));
      const about = messages(checkLessons(root, [])).filter((one) => !one.includes('recorded.json'));
      expect(about).toEqual([]);
    }
  });

  test('checkLessons() names both files if two copies of ports.ts differ', () => {
    const { root, dir } = course();
    writeFileSync(join(root, '01-first', 'ports.ts'), '// One\n');
    writeFileSync(join(dir, 'ports.ts'), '// Two\n');
    const remedy = 'lessons/02-second/ports.ts: differs from lessons/01-first/ports.ts; make both the same';
    expect(messages(checkLessons(root, []))).toContain(remedy);
    writeFileSync(join(dir, 'ports.ts'), '// One\n');
    expect(messages(checkLessons(root, []))).not.toContain(remedy);
  });

  test('checkLessons() and checkImports() ignore the files that editors and file managers leave in a folder', () => {
    const { root, dir } = course();
    const appleDouble = Buffer.from([0, 5, 0x16, 7, 0, 2, 0, 0]);
    const exercise = join(dir, 'exercises', '1-word');
    mkdirSync(exercise, { recursive: true });
    for (const place of [root, dir, join(dir, 'exercises'), exercise]) {
      if (process.platform !== 'win32') symlinkSync('me@here.1234:5678', join(place, '.#hello.ts'));
      for (const name of ['._hello.ts', '.DS_Store', 'hello.ts~', '#hello.ts#', '4913', '.hello.ts.swp', 'hello.bak'])
        writeFileSync(join(place, name), appleDouble);
      for (const name of ['.git', '.idea']) mkdirSync(join(place, name));
    }
    for (const name of ['._hello.out.txt', '._02-second', '.hidden.cjs', '._en.mdx'])
      writeFileSync(join(dir, name), appleDouble);
    expect(messages(checkLessons(root, []))).toEqual([]);
    expect(readLesson('02-second', root).programs).toEqual(['hello.ts']);
    expect(exercisesOf('02-second', root).map(({ slug }) => slug)).toEqual(['word']);
    const project = join(root, 'project');
    mkdirSync(join(project, 'lessons'), { recursive: true });
    mkdirSync(join(project, 'scripts'));
    mkdirSync(join(project, 'site'));
    cpSync(dir, join(project, 'lessons', '02-second'), { recursive: true, verbatimSymlinks: true });
    expect(messages(checkImports(project))).toEqual([]);
  });

  test('newLesson() uses the number after the highest one, even after a lesson was removed', async () => {
    const { root } = course();
    rmSync(join(root, '01-first'), { recursive: true });
    expect(await newLesson('third', root)).toBe('03-third');
    renameSync(join(root, '03-third'), join(root, '99-third'));
    await expect(newLesson('fourth', root)).rejects.toThrow('bad name "fourth": lesson 99 is the last');
  });

  type Course = ReturnType<typeof course>;
  const mdx = (from: string | RegExp, to: string) => (one: Course) =>
    one.edit('en.mdx', (text) => text.replace(from, to));
  const zh = (from: string | RegExp, to: string) => (one: Course) =>
    one.edit('zh.mdx', (text) => text.replace(from, to));
  const notes = (from: string | RegExp, to: string) => (one: Course) =>
    one.edit('teach.en.md', (text) => text.replace(from, to));
  const program = (from: string, to: string) => (one: Course) => one.edit('hello.ts', (text) => text.replace(from, to));

  /** Checks that a spoilt course is refused with a message. @returns all messages */
  function refuses(spoil: (one: Course) => void, message: string | RegExp): string[] {
    const one = course();
    spoil(one);
    const found = messages(checkLessons(one.root, []));
    expect(
      found.some((line) => new RegExp(message).test(line)),
      found.join('\n'),
    ).toBe(true);
    return found;
  }

  const mistakes: [name: string, spoil: (one: Course) => void, message: string | RegExp][] = [
    [
      'names an unknown region',
      mdx('region="meet"', 'region="met"'),
      /^lessons\/02-second\/en\.mdx:31: lessons\/02-second\/hello\.ts: no region "met"; it has: meet$/,
    ],
    [
      'has a frontmatter that is not YAML',
      mdx(/^title: .*$/m, 'title: one: two'),
      /^lessons\/02-second\/en\.mdx: frontmatter: not YAML: .* at line 2, column \d+$/,
    ],
    [
      'names a missing program',
      mdx('file="hello.ts"', 'file="hallo.ts"'),
      /^lessons\/02-second\/en\.mdx:31: lessons\/02-second\/hallo\.ts: missing; /,
    ],
    [
      'names an unknown cell',
      mdx('<Cell name="hello" />', '<Cell name="hello" />\n\n<Cell name="bye" />'),
      /en\.mdx:99: .*no cell "bye"; it has: hello$/,
    ],
    [
      'does not show a cell',
      mdx('<Cell name="hello" />', ''),
      /en\.mdx: cell "hello" is not shown; add <Cell name="hello" \/>$/,
    ],
    [
      'names an unknown pair',
      mdx('## They meet', '<Pair name="nothing">x</Pair>\n\n## They meet'),
      /en\.mdx:29: .*no pair "nothing"; it has: none$/,
    ],
    [
      'has a pair whose server is not visited by its client',
      (one) =>
        one.facts((json) => {
          json.pairs = [{ name: 'both', server: 'hello', client: 'hello' }];
        }),
      /^lessons\/02-second\/lesson\.json: pair both: "visits" of hello must name hello, and no other cell$/,
    ],
    [
      'types into a program that reads no input',
      (one) =>
        one.edit('lesson.json', (text) => text.replace('"file": "hello.ts"', '"file": "hello.ts", "typed": ["x"]')),
      /lesson\.json: cells\.0\.typed: only with "input": true/,
    ],
    [
      'types what is no line',
      (one) =>
        one.edit('lesson.json', (text) =>
          text.replace('"file": "hello.ts"', '"file": "hello.ts", "input": true, "typed": ["a\\nb"]'),
        ),
      /lesson\.json: cells\.0\.typed\.0: a line of text/,
    ],
    [
      'names an unknown figure',
      mdx('## They meet', '<Figure name="nothing">x</Figure>\n\n## They meet'),
      /en\.mdx:29: no figure "nothing"/,
    ],
    [
      'names an unknown component',
      mdx('## They meet', '<Nothing />\n\n## They meet'),
      /en\.mdx:29: no component <Nothing>; choose one of Code, /,
    ],
    ['leaves out a required attribute', mdx('<Cell name="hello" />', '<Cell />'), /en\.mdx:97: <Cell> needs name="…"$/],
    [
      'has TypeScript in its prose',
      mdx('## They meet', '```ts\nconst a = 1;\n```\n\n## They meet'),
      /en\.mdx:29: code pasted into prose; /,
    ],
    ['has empty key points', mdx(/keyPoints:\n(.*\n){3}/, 'keyPoints: []\n'), /en\.mdx: keyPoints: /],
    ['has no question', mdx(/question: .*\n/, ''), /en\.mdx: question: /],
    [
      'has an annotation on no line',
      mdx('`socket.end(`', '`socket.finish(`'),
      /annotation 1 starts with "socket\.finish\(", which is in 0 lines; /,
    ],
    [
      'has an annotation on several lines',
      mdx('`socket.end(`', '`client.on(`'),
      /annotation 1 starts with "client\.on\(", which is in 3 lines; /,
    ],
    ['has no prediction', mdx(/<Predict>[\s\S]*<\/Predict>/, ''), /en\.mdx: no <Predict>; /],
    [
      'marks no choice of a question as right',
      mdx('<Choice right>', '<Choice>'),
      /en\.mdx:67: <Quiz id="second-who-ends"> has 0 right choices; exactly one is <Choice right>$/,
    ],
    [
      'marks two choices of a question as right',
      mdx('<Choice>\n\nThe deadline', '<Choice right>\n\nThe deadline'),
      /en\.mdx:67: <Quiz id="second-who-ends"> has 2 right choices; exactly one is <Choice right>$/,
    ],
    [
      'marks another choice as right in one language',
      (one) => {
        zh('<Choice right>', '<Choice>')(one);
        zh('<Choice>\n\n时限', '<Choice right>\n\n时限')(one);
      },
      /zh\.mdx:\d+: has <Choice> where en\.mdx:71 has <Choice right>/,
    ],
    [
      'has a question with one wrong choice',
      mdx(/<Choice>\n\nThe deadline[\s\S]*?<\/Choice>\n\n/, ''),
      /en\.mdx:67: <Quiz id="second-who-ends"> has 1 wrong choices; at least two are needed$/,
    ],
    [
      'marks as right an output that is not in the recording',
      mdx('`the conversation is over`', '`the conversation is over now`'),
      /en\.mdx:49: this answer is marked right, but hello\.out\.txt does not contain it in whole lines and in order$/,
    ],
    [
      'marks as right a part of a printed line',
      mdx('`the conversation is over`', '`is over`'),
      /en\.mdx:49: this answer is marked right, but hello\.out\.txt does not contain it /,
    ],
    [
      'marks as right an answer that quotes no output',
      mdx('`the conversation is over`', 'The end.'),
      /en\.mdx:49: this answer is marked right, but hello\.out\.txt does not contain it /,
    ],
    [
      'marks as right printed lines in another order',
      (one) => {
        const [first, last] = readFileSync(join(one.dir, 'hello.out.txt'), 'utf8').split('\n');
        mdx('`the conversation is over`', `\`${last}\`, then \`${first}\``)(one);
      },
      /en\.mdx:49: this answer is marked right, but hello\.out\.txt does not contain it in whole lines and in order$/,
    ],
    [
      'marks as right a block of lines of which one was not printed',
      mdx('`the conversation is over`', '```text\nthe conversation is over\nand done\n```'),
      /en\.mdx:49: this answer is marked right, but hello\.out\.txt does not contain it in whole lines and in order$/,
    ],
    [
      'marks as wrong an output that was printed',
      mdx('`the server is closed`', '`the conversation is over`'),
      /en\.mdx:41: this answer is marked wrong, but hello\.out\.txt contains it$/,
    ],
    [
      'asks about the output of a missing cell',
      mdx('prints="hello"', 'prints="bye"'),
      /en\.mdx:37: .*no cell "bye"; it has: hello$/,
    ],
    [
      'names a cell on a wrong choice',
      mdx('<Choice>\n\n`port 0', '<Choice prints="hello">\n\n`port 0'),
      /en\.mdx:57: prints="…" belongs on the right choice; /,
    ],
    [
      'has no question about an output',
      mdx(' prints="hello"', ''),
      /en\.mdx: no <Choice right prints="…">; at least one question of a lesson must be about the output of a cell$/,
    ],
    [
      'asks about the output of a cell after it has shown it',
      (one) =>
        one.edit('en.mdx', (text) =>
          text.replace('<Cell name="hello" />\n\n', '').replace('<Quiz id', '<Cell name="hello" />\n\n<Quiz id'),
        ),
      /en\.mdx:39: asks about the output of <Cell name="hello" \/>, which is already shown; move the question before it$/,
    ],
    [
      'has a choice without feedback',
      mdx('\n\nIt is for a server that says nothing. This one speaks at once.', ''),
      /en\.mdx:87: <Choice> has no feedback; /,
    ],
    [
      'has an empty choice',
      mdx(/<Choice>\n\nThe deadline[\s\S]*?<\/Choice>/, '<Choice></Choice>'),
      /en\.mdx:87: <Choice> must start with its answer: a paragraph or a block of output$/,
    ],
    [
      'has a link in a choice',
      mdx('The deadline, after', '[The deadline](../01-first/), after'),
      /en\.mdx:87: a link in the answer of a <Choice>; /,
    ],
    [
      'has a question without text',
      mdx('Who ends the conversation?\n\n', ''),
      /en\.mdx:67: .* must start with the question and end /,
    ],
    [
      'has text after the choices of a question',
      mdx('This one speaks at once.\n\n</Choice>', 'This one speaks at once.\n\n</Choice>\n\nSo it is.'),
      /en\.mdx:67: <Quiz id="second-who-ends"> must start with the question and end with its choices$/,
    ],
    [
      'has a choice outside a question',
      mdx('## Coming', '<Choice>\n\nOne.\n\nNo.\n\n</Choice>\n\n## Coming'),
      /en\.mdx:\d+: <Choice> must be a direct child of <Quiz>, with an empty line after its tag$/,
    ],
    [
      'has a question with a bad id',
      mdx('id="second-who-ends"', 'id="Who ends?"'),
      /en\.mdx:67: bad id "Who ends\?"; write it in kebab-case$/,
    ],
    [
      'has two questions with the same id',
      mdx('id="second-who-ends"', 'id="second-last-line"'),
      /en\.mdx:67: <Quiz id="second-last-line"> is also in lessons\/02-second\/en\.mdx; give each its own id$/,
    ],
    [
      'has a question with the id of an earlier lesson',
      mdx('id="second-who-ends"', 'id="first-who-ends"'),
      /en\.mdx:67: <Quiz id="first-who-ends"> is also in lessons\/01-first\/en\.mdx; give each its own id$/,
    ],
    [
      'has only one question',
      mdx(/<Quiz id="second-who-ends">[\s\S]*?<\/Quiz>\n\n/, ''),
      /en\.mdx: 1 <Quiz>; every lesson needs at least two questions$/,
    ],
    [
      'does not end with the required sections',
      mdx('## Coming from Python', '## Homework'),
      /en\.mdx: its last section must be Coming from Python$/,
    ],
    ['is not MDX', mdx('## They meet', '<Code file={>\n\n## They meet'), /en\.mdx: not MDX: /],
    ['has no prose', (one) => rmSync(join(one.dir, 'en.mdx')), /en\.mdx: missing; /],
    ['has no lesson.json', (one) => rmSync(join(one.dir, 'lesson.json')), /lesson\.json: missing; /],
    [
      'has a lesson.json that is not JSON',
      (one) => one.edit('lesson.json', (text) => text.replace('{', '')),
      /lesson\.json: not JSON: /,
    ],
    [
      'has an unknown field',
      (one) =>
        one.facts((json) => {
          json.minuets = 3;
        }),
      /lesson\.json: minuets: no such field; choose one of after, cells, pairs, tool, .*core$/,
    ],
    [
      'has a field of the wrong kind',
      (one) =>
        one.facts((json) => {
          json.after = 'ten';
        }),
      /lesson\.json: after: /,
    ],
    [
      'has an unknown field in a cell',
      (one) =>
        one.facts((json) => {
          json.cells[0].arg = [];
        }),
      /lesson\.json: cells\.0\.arg: no such field; did you mean args\? Choose one of name, file, args, .*varies$/,
    ],
    [
      'has an unknown field with the name of a property of each object',
      (one) => one.edit('lesson.json', (text) => text.replace('{', '{ "constructor": [],')),
      /lesson\.json: constructor: no such field; /,
    ],
    [
      'gives a cell an exit code that no program has',
      (one) =>
        one.facts((json) => {
          json.cells[0].exit = 256;
        }),
      /lesson\.json: cells\.0\.exit: expected a whole number from 0 to 255, received 256$/,
    ],
    [
      'has a line break in an unknown value',
      (one) =>
        one.facts((json) => {
          json.cells[0].varies = ['a\nb'];
        }),
      /^.*lesson\.json: cells\.0\.varies\.0: .* but received "a b"$/,
    ],
    [
      'names a lesson that does not exist as earlier lesson',
      (one) =>
        one.facts((json) => {
          json.after = ['09-later'];
        }),
      /lesson\.json: after: "09-later" is not an earlier lesson; name one of 01-first$/,
    ],
    [
      'has two cells with the same name',
      (one) =>
        one.facts((json) => {
          json.cells.push({ name: 'hello', file: 'hello.ts' });
        }),
      /cell hello: two cells have this name/,
    ],
    [
      'runs a missing program',
      (one) =>
        one.facts((json) => {
          json.cells[0].file = 'hi.ts';
        }),
      /cell hello: no program "hi\.ts" in this folder; choose one of hello\.ts$/,
    ],
    [
      'names an unknown port',
      (one) =>
        one.facts((json) => {
          Object.assign(json.cells[0], { lab: true, args: ['{ftp}'] });
        }),
      /cell hello: no value for \{ftp\}; /,
    ],
    [
      'uses a port of the lab without requiring the lab',
      (one) =>
        one.facts((json) => {
          json.cells[0].args = ['{echo}'];
        }),
      /cell hello: an argument names a port of the lab; set "lab": true$/,
    ],
    [
      'runs with a cell that ends by itself',
      (one) =>
        one.facts((json) => {
          json.cells[0].with = 'hello';
        }),
      /cell hello: "with" names hello, which ends by itself; /,
    ],
    [
      'has a port that is neither an argument nor in its program',
      (one) =>
        one.facts((json) => {
          json.cells[0].port = 8888;
        }),
      /cell hello: port 8888 is neither an argument nor in the text of hello\.ts; add the argument "\{port\}"$/,
    ],
    [
      'was changed after it was recorded',
      program("'hello\\n'", "'hallo\\n'"),
      /^lessons\/02-second\/recorded\.json: changed since the recording: hello; run "npm run record -- 02-second"$/,
    ],
    [
      'was recorded with other arguments',
      (one) => one.facts((json) => (json.cells[0].args = ['x'])),
      /recorded\.json: changed since the recording: hello; /,
    ],
    [
      'has no recording',
      (one) => rmSync(join(one.dir, 'hello.out.txt')),
      /hello\.out\.txt: missing; run "npm run record -- 02-second"$/,
    ],
    [
      'has a recording without a cell',
      (one) => writeFileSync(join(one.dir, 'old.out.txt'), 'x'),
      /old\.out\.txt: a recording without a cell; delete it$/,
    ],
    [
      'has a program that no cell and no program uses',
      (one) => writeFileSync(join(one.dir, 'spare.ts'), '// spare\n'),
      /spare\.ts: no cell runs it and no program imports it; /,
    ],
    [
      'has a line of code that is too wide',
      program("'hello\\n'", `'hello ${'o'.repeat(60)}\\n'`),
      /hello\.ts:\d+: \d+ columns; break the line, the limit is 72$/,
    ],
    [
      'has a program of more than 80 lines',
      program('import ', `${'//\n'.repeat(80)}import `),
      /^lessons\/02-second\/hello\.ts: \d+ lines; at most 80, unless lesson\.json names it in "tool"; shorten it or make it two programs$/,
    ],
    [
      'gives a reason for a program of more than 80 lines instead of shortening it',
      (one) =>
        one.facts((json) => {
          json.longer = { 'hello.ts': 'a reason' };
        }),
      /^lessons\/02-second\/lesson\.json: longer: no such field; /,
    ],
    [
      'lists a missing program in its tool',
      (one) =>
        one.facts((json) => {
          json.tool = ['gone.ts'];
        }),
      /^lessons\/02-second\/lesson\.json: no program "gone\.ts" in this folder; /,
    ],
    ['has a program without a header', program('// A server', 'export {};\n// A server'), /hello\.ts:1: no header; /],
    [
      'does not close a region',
      program('// #endregion meet\n', ''),
      /hello\.ts:\d+: region "meet" is not closed; add "\/\/ #endregion meet"$/,
    ],
    [
      'has two regions with the same name',
      program('// #region meet', '// #region meet\n// #endregion meet\n// #region meet'),
      /hello\.ts:\d+: two regions are named "meet"; /,
    ],
    ['has a region without a name', program('// #region meet', '// #region'), /hello\.ts:\d+: #region has no name; /],
    [
      'closes another region than the open one',
      program('// #endregion meet', '// #endregion other'),
      /hello\.ts:\d+: #endregion other closes "meet"; /,
    ],
    [
      'has five regions in a program',
      program('// #region meet', `${'abcd'.replace(/./g, '// #region $&\n// #endregion $&\n')}// #region meet`),
      /hello\.ts: 5 regions; use at most 4, /,
    ],
    [
      'has prose in only one language',
      (one) => rmSync(join(one.dir, 'zh.mdx')),
      /^lessons\/02-second\/zh\.mdx: missing; /,
    ],
    [
      'lacks a listing in one language',
      zh(/<Code file[\s\S]*<\/Code>\n\n/, ''),
      /zh\.mdx:31: has <Quiz id="second-last-line"> where en\.mdx:31 has <Code file="hello\.ts" region="meet"> with annotations on `socket\.end\(`$/,
    ],
    [
      'has a different annotation in one language',
      zh('`socket.end(`', '`server.listen(`'),
      /zh\.mdx:31: has .* with annotations on `server\.listen\(` where en\.mdx:31 has .* with annotations on `socket\.end\(`$/,
    ],
    [
      'has a section that is missing in one language',
      zh('## 相遇', '## 另一节\n\n## 相遇'),
      /zh\.mdx:31: has a heading of depth 2 where en\.mdx:31 has <Code /,
    ],
    [
      'has a list that is missing in one language',
      zh('## 从 Python', '- 再一项。\n\n## 从 Python'),
      /zh\.mdx:\d+: has a list of 1 items where en\.mdx:\d+ has a heading of depth 2$/,
    ],
    [
      'was changed only in English since the last sync',
      mdx('Two lines: the one', 'Two: the one'),
      /^lessons\/02-second\/zh\.mdx: "the beginning" changed only in en\.mdx; change it here, too, unless both say the same now, then run "npm run sync -- 02-second"$/,
    ],
    [
      'was changed only in Chinese since the last sync',
      zh('发送一行，', '发送两行，'),
      /^lessons\/02-second\/en\.mdx: "They meet" changed only in zh\.mdx; /,
    ],
    [
      'was changed in both languages since the last sync',
      (one) => {
        mdx('Sends one line', 'Sends two lines')(one);
        zh('发送一行，', '发送两行，')(one);
      },
      /"They meet" changed in both languages; if they are translations of each other, run "npm run sync -- 02-second"$/,
    ],
    [
      'has notes for a section that it does not have',
      notes('## they-meet', '## they-part'),
      /teach\.en\.md:15: they-part: the lesson has no such section; choose one of opening, they-meet, coming-from-python$/,
    ],
    [
      'has a section of the core without notes',
      notes(/## they-meet[\s\S]*(?=## homework)/, ''),
      /teach\.en\.md: they-meet: this section of the core has no notes; add "## they-meet"$/,
    ],
    [
      'has notes in another order than its sections',
      notes(/(## opening[\s\S]*)(## they-meet[\s\S]*)(?=## homework)/, '$2$1'),
      /teach\.en\.md:\d+: opening: write each section once, in the order of the pages$/,
    ],
    [
      'has notes that quote what no program printed',
      notes('the conversation is over', 'the conversation goes on'),
      /teach\.en\.md:15: they-meet: hello\.out\.txt does not contain "port … says: hello \/ the conversation goes on" in whole, /,
    ],
    [
      'has notes that quote a part of a line',
      notes('port … says: hello\n', ': hello\n'),
      /they-meet: hello\.out\.txt does not contain ": hello \/ /,
    ],
    [
      'has notes that quote an unknown cell',
      notes('```text cell=hello', '```text cell=bye'),
      /teach\.en\.md:15: they-meet: .*no cell "bye"; it has: hello$/,
    ],
    [
      'has notes that quote an unknown lesson',
      notes('```text cell=hello', '```text cell=03-third/hello'),
      /teach\.en\.md:15: they-meet: lessons\/03-third\/lesson\.json: missing; /,
    ],
    [
      'has notes that quote what no program of another lesson printed',
      notes(/cell=hello\n[^`]*/, 'cell=01-first/hello\nbye\n'),
      /teach\.en\.md:15: they-meet: hello\.out\.txt does not contain "bye" in whole, /,
    ],
    [
      'has notes that demonstrate an unknown cell',
      notes('1. `hello`', '1. `bye`'),
      /teach\.en\.md:15: they-meet: no cell "bye" to demonstrate; choose one of hello$/,
    ],
    [
      'has notes that name an unknown exercise',
      notes('The exercises and', 'The exercise `02/word` and'),
      /teach\.en\.md: homework: no exercise "02\/word"; choose one of $/,
    ],
    [
      'has notes that cannot be read',
      notes('Minutes: 10', 'Minutes: ten'),
      /teach\.en\.md:15: they-meet: write its minutes below the heading, /,
    ],
    [
      'has no notes',
      (one) => {
        for (const lang of ['en', 'zh']) rmSync(join(one.dir, `teach.${lang}.md`));
      },
      /^lessons\/02-second\/teach\.en\.md: missing; every lesson needs notes for teachers$/,
    ],
    [
      'has notes in one language only',
      (one) => rmSync(join(one.dir, 'teach.zh.md')),
      /teach\.zh\.md: missing; the site shows lessons\/02-second\/teach\.en\.md instead$/,
    ],
    [
      'has notes with other minutes in another language',
      notes('Minutes: 10', 'Minutes: 9'),
      /teach\.zh\.md:15: they-meet: minutes: "10" where lessons\/02-second\/teach\.en\.md has "9"$/,
    ],
    [
      'has notes that quote other lines in another language',
      notes('the conversation is over\n', ''),
      /teach\.zh\.md:15: they-meet: quoted output: "misconception: hello: port … says: hello \/ the conversation is over" where /,
    ],
    [
      'has notes that demonstrate other cells in another language',
      notes('1. `hello`: what', '1. What'),
      /teach\.zh\.md:15: they-meet: cells to demonstrate: "hello" where lessons\/02-second\/teach\.en\.md has ""$/,
    ],
    [
      'has notes with other parts in another language',
      notes('### Slower\n\nWhat to leave out.\n\n', ''),
      /teach\.zh\.md:15: they-meet: parts: "purpose, .*, slower" where /,
    ],
    [
      'has notes that changed only in English since the last sync',
      notes('Say what must', 'Write what must'),
      /teach\.zh\.md: "the beginning" changed only in teach\.en\.md; change it here, too, /,
    ],
    [
      'stands beside a folder that is not a lesson',
      (one) => mkdirSync(join(one.root, 'notes')),
      /^lessons\/notes: not a lesson; /,
    ],
    [
      'has a number that does not follow the previous one',
      (one) => renameSync(one.dir, join(one.root, '04-second')),
      /^lessons\/04-second: lesson number 2 is missing or used twice; /,
    ],
  ];

  /** Adds a page "Going deeper" in one language: its frontmatter, and the body. */
  const addDeeper = (one: Course, lang: string, body: string, title = 'More') =>
    writeFileSync(
      join(one.dir, `deeper.${lang}.mdx`),
      `---\ntitle: "${title}"\nsummary: "More of it."\nobjectives:\n  - "do more"\n---\n\n${body}\n`,
    );
  /** Moves the output of the program to the page "Going deeper", in both languages, and drops what the core suggests for it. */
  const moveCell = (one: Course) => {
    for (const lang of ['en', 'zh']) {
      one.edit(`${lang}.mdx`, (text) => text.replace(/<Cell name="hello" \/>[\s\S]*<\/Try>\n\n/, ''));
      addDeeper(one, lang, '## Further on\n\nSee [the start](../#they-meet).\n\n<Cell name="hello" />');
    }
    writePairs(readLesson('02-second', one.root));
  };

  test('checkLessons() accepts a cell that only the page "Going deeper" shows', () => {
    const one = course();
    moveCell(one);
    expect(messages(checkLessons(one.root, []))).toEqual([]);
    expect(messages(lagsOf(one.root, []))).toEqual([]);
  });

  const inDeeper = (from: string, to: string) => (one: Course) => {
    moveCell(one);
    one.edit('deeper.en.mdx', (text) => text.replace(from, to));
  };
  const deeperMistakes: typeof mistakes = [
    [
      'has key points',
      inDeeper('objectives:', 'keyPoints: []\nobjectives:'),
      /deeper\.en\.mdx: keyPoints: no such field; choose one of title, summary, objectives$/,
    ],
    ['is not MDX', inDeeper('See', '<Code file={>\n\nSee'), /deeper\.en\.mdx: not MDX: /],
    ['shows an unknown cell', inDeeper('"hello"', '"bye"'), /deeper\.en\.mdx:12: .*no cell "bye"; it has: hello$/],
    [
      'repeats a section of the core',
      inDeeper('Further on', 'They meet'),
      /deeper\.en\.mdx: the section "they-meet" has a name that is taken; choose another heading$/,
    ],
    [
      'repeats a question of the core',
      inDeeper('See', '<Quiz id="second-who-ends">\n\nWho?\n\n</Quiz>\n\nSee'),
      /deeper\.en\.mdx:10: <Quiz id="second-who-ends"> is also in lessons\/02-second\/en\.mdx; /,
    ],
    [
      'asks about an output that the core shows',
      (one) => {
        addDeeper(
          one,
          'en',
          '<Quiz id="late">\n\nWhich?\n\n<Choice right prints="hello">\n\n`x`\n\nYes.\n\n</Choice>\n\n</Quiz>',
        );
      },
      /deeper\.en\.mdx:8: asks about the output of <Cell name="hello" \/>, which is already shown; /,
    ],
    [
      'suggests a change to a program that it does not show',
      inDeeper('See', '<Try cell="bye">\n\nDo.\n\n</Try>\n\nSee'),
      /deeper\.en\.mdx:10: <Try cell="bye">: this page shows no such cell$/,
    ],
    [
      'suggests a change to no program',
      inDeeper('See', '<Try>\n\nDo.\n\n</Try>\n\nSee'),
      /deeper\.en\.mdx:10: <Try> needs cell="…"$/,
    ],
    [
      'has an exercise that does not exist',
      (one) => {
        moveCell(one);
        one.facts((json) => {
          json.deeperExercises = ['far'];
        });
      },
      /lesson\.json: deeperExercises: no exercise "far"; choose one of none$/,
    ],
    [
      'has no section for the short path',
      (one) => {
        one.facts((json) => {
          json.core = ['nowhere'];
        });
      },
      /lesson\.json: core: no section "nowhere"; choose some of /,
    ],
    [
      'has exercises but no prose',
      (one) => {
        mkdirSync(join(one.dir, 'exercises/1-far'), { recursive: true });
        for (const lang of ['en', 'zh']) writeFileSync(join(one.dir, `exercises/1-far/${lang}.md`), '');
        one.facts((json) => {
          json.deeperExercises = ['far'];
        });
      },
      /lesson\.json: deeperExercises: this lesson has no page "Going deeper"; /,
    ],
    [
      'has an exercise that is missing in one language',
      (one) => {
        moveCell(one);
        mkdirSync(join(one.dir, 'exercises/1-far'), { recursive: true });
        writeFileSync(join(one.dir, 'exercises/1-far/en.md'), '');
      },
      /exercises\/1-far\/zh\.md: missing; the site shows lessons\/02-second\/exercises\/1-far\/en\.md instead$/,
    ],
    [
      'leads to no section of the core',
      inDeeper('../#they-meet', '../#they-part'),
      /deeper\.en\.mdx:10: no place "they-part" on the page of "\.\.\/#they-part"$/,
    ],
    ['leads to no page', inDeeper('../#they-meet', '../03-third/'), /deeper\.en\.mdx:10: no page "\.\.\/03-third\/"$/],
    [
      'has a heading inside a box',
      inDeeper('See', '<Predict>\n\n### Inside\n\n</Predict>\n\nSee'),
      /deeper\.en\.mdx:10: <Predict> contains a heading; /,
    ],
    [
      'shows a client without its server',
      (one) => {
        moveCell(one);
        one.facts(({ cells }) => {
          cells.push({ name: 'other', file: 'hello.ts', with: 'hello' });
          Object.assign(cells[0], { until: 'stopped' });
        });
        one.edit('en.mdx', (text) => text.replace('## Coming', '<Cell name="other" />\n\n## Coming'));
      },
      /\/en\.mdx:\d+: cell "other" needs "hello", which is not on this page; show it here, too$/,
    ],
    [
      'has another structure in the other language',
      (one) => {
        moveCell(one);
        one.edit('deeper.zh.mdx', (text) => text.replace('<Cell', '- a\n\n<Cell'));
      },
      /deeper\.zh\.mdx:12: has a list of 1 items where deeper\.en\.mdx:12 has <Cell name="hello">$/,
    ],
    [
      'changed only in English since the last sync',
      inDeeper('See', 'Look at'),
      /deeper\.zh\.mdx: "Further on" changed only in deeper\.en\.mdx; change it here, too, /,
    ],
    [
      'is missing in one language',
      (one) => {
        moveCell(one);
        rmSync(join(one.dir, 'deeper.zh.mdx'));
      },
      /deeper\.zh\.mdx: missing; the site shows lessons\/02-second\/deeper\.en\.mdx instead$/,
    ],
  ];
  test.each(deeperMistakes)('checkLessons() refuses a page "Going deeper" that %s', (_, spoil, message) => {
    refuses(spoil, message);
  });

  test('checkLessons() reads files with the line ends of Windows', () => {
    const one = course();
    const texts = readdirSync(one.dir, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.(mdx|md|ts)$/.test(file),
    );
    expect(texts.length).toBeGreaterThan(4);
    for (const file of texts) {
      const path = join(one.dir, file);
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll('\n', '\r\n'));
    }
    expect(messages(checkLessons(one.root, []))).toEqual([]);
  });

  test('a language that has only begun may lag: lagsOf() names what it lacks, checkLessons() nothing', () => {
    const one = course();
    rmSync(join(one.dir, 'zh.mdx'));
    expect(messages(checkLessons(one.root, []))).toEqual([expect.stringMatching(/zh\.mdx: missing; /)]);
    expect(messages(lagsOf(one.root, []))).toEqual([]);
    expect(messages(checkLessons(one.root, [], ['zh']))).toEqual([]);
    expect(messages(lagsOf(one.root, [], ['zh']))).toEqual([expect.stringMatching(/zh\.mdx: missing; /)]);
  });

  test.each([
    ['a page that is missing', 'zh', (one: Course) => rmSync(join(one.dir, 'zh.mdx')), /zh\.mdx: missing; /],
    ['a first language that is missing', 'en', (one: Course) => rmSync(join(one.dir, 'en.mdx')), /en\.mdx: missing; /],
    [
      'a section that changed in one language',
      'zh',
      mdx('Two lines: the one', 'Two: the one'),
      /zh\.mdx: .* changed only in /,
    ],
    ['another structure', 'zh', zh('## 相遇', '## 另一节\n\n## 相遇'), /zh\.mdx:31: has a heading of depth 2 where /],
  ])(
    'a lesson that is not marked as translated may lag: lagsOf() names %s, checkLessons() nothing',
    (_, __, spoil, message) => {
      const one = course();
      spoil(one);
      expect(messages(checkLessons(one.root, []))).not.toEqual([]);
      expect(messages(lagsOf(one.root, []))).toEqual([]);
      one.facts((json) => {
        json.translated = false;
      });
      expect(messages(checkLessons(one.root, []))).toEqual([]);
      const lags = messages(lagsOf(one.root, []));
      expect(lags).toHaveLength(1);
      expect(lags[0]).toMatch(message);
    },
  );

  test('checkLessons() refuses a core that exceeds a limit', () => {
    const one = course();
    for (const change of [mdx, zh]) change(/\n## (?=Coming|从)/, `\n${'word '.repeat(6000)}\n\n## `)(one);
    writePairs(readLesson('02-second', one.root));
    expect(messages(checkLessons(one.root, []))).toEqual([
      expect.stringMatching(/^lessons\/02-second\/en\.mdx: \d+\.\d minutes; at most 25; /),
    ]);
  });

  test.each(mistakes)('checkLessons() refuses a lesson that %s', (_, spoil, message) => {
    for (const line of refuses(spoil, message)) expect(line).not.toContain('\n');
  });

  test('compare() names the first line that differs from the recording', async () => {
    const one = course();
    one.edit('hello.ts', (text) => text.replace('says', 'shouts'));
    const lesson = readLesson('02-second', one.root);
    const [cell] = lesson.cells;
    if (!cell) throw new Error('the scaffold has no cell');
    const recorded = readFileSync(join(one.dir, 'hello.out.txt'), 'utf8');
    const printed = await observe(lesson, cell, { anyPort: true });
    expect(() => compare(lesson, cell, recorded, printed)).toThrow(
      /^lessons\/02-second\/hello\.out\.txt:1: out of date: the recording has "port <port 1> says: hello", hello\.ts now prints "port <port 1> shouts: hello"; /,
    );
  });

  test('observe() refuses a cell that ends with another exit code than lesson.json has', async () => {
    const one = course();
    one.edit('hello.ts', (text) => `${text}process.exitCode = 3;\n`);
    const lesson = readLesson('02-second', one.root);
    const [cell] = lesson.cells;
    if (!cell) throw new Error('the scaffold has no cell');
    await expect(observe(lesson, cell, { anyPort: true })).rejects.toThrow(
      'lessons/02-second/lesson.json: cell hello: ended with exit code 3 instead of exit code 0',
    );
  });

  const arrows: [name: string, file: string, line: string][] = [
    ['a lesson imports a package', 'lessons/02-second/hello.ts', "import * as v from 'valibot';"],
    ['a lesson imports a script', 'lessons/02-second/hello.ts', "import { startLab } from '../../scripts/lab.ts';"],
    ['a lesson imports another lesson', 'lessons/02-second/hello.ts', "await import('../01-first/hello.ts');"],
    ['a lesson requires a package', 'lessons/02-second/old.cjs', "const v = require('valibot');"],
    ['prose imports a package', 'lessons/02-second/en.mdx', "import * as v from 'valibot';"],
    ['a script imports the site', 'scripts/x.ts', "import { link } from '../site/links.ts';"],
    ['a part of scripts/ imports a command', 'scripts/course/x.ts', "import { newLesson } from '../new.ts';"],
    ['a part of scripts/ imports one above it', 'scripts/runner/x.ts', "import { judge } from '../judge/judge.ts';"],
    ['the site imports its server', 'site/x.ts', "import { Refusal } from './server/guard.ts';"],
    ['a script imports a test', 'scripts/x.ts', "export * from '../test/x.ts';"],
    ['the site imports a test', 'site/x.ts', "import '../test/x.ts';"],
    ['browser code imports Node', 'site/client/x.ts', "import { join } from 'node:path';"],
    [
      'browser code imports a script of the server',
      'site/client/x.ts',
      "import { digestOf } from '../../scripts/recording/digest.ts';",
    ],
    ['the server imports browser code', 'site/server/x.ts', "import { recall } from '../client/store.ts';"],
    ['a page imports browser code', 'site/pages/x.astro', "import { recall } from '../client/store.ts';"],
    ['shared code imports Node', 'site/shared/x.ts', "import { join } from 'node:path';"],
    ['shared code imports browser code', 'site/shared/x.ts', "import { recall } from '../client/store.ts';"],
    ['shared code imports the server', 'site/shared/x.ts', "import type { Reason } from '../server/guard.ts';"],
    ['a test imports a benchmark', 'test/support/x.ts', "import { median } from '../../scripts/bench/measure.ts';"],
  ];

  const forbidden = (file: string, text: string): string[] => {
    const root = mkdtempSync(join(scratch, 'project-'));
    for (const folder of ['lessons', 'scripts', 'site', 'test', dirname(file)])
      mkdirSync(join(root, folder), { recursive: true });
    writeFileSync(join(root, file), text);
    return messages(checkImports(root));
  };

  test.each(arrows)('checkImports() names the line in which %s', (_, file, line) => {
    const found = forbidden(file, file.endsWith('.mdx') ? `# Title\n\n${line}\n` : `// header\n${line}\n`);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(`${file}:${file.endsWith('.mdx') ? 3 : 2}: imports "`);
  });

  test('checkImports() names the files of a circle', () => {
    const root = mkdtempSync(join(scratch, 'project-'));
    mkdirSync(join(root, 'lessons/02-second'), { recursive: true });
    for (const [file, other] of ['ab', 'bc', 'ca'])
      writeFileSync(join(root, `lessons/02-second/${file}.ts`), `import type { X } from './${other}.ts';\n`);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => `lessons/02-second/${name}.ts`);
    expect(messages(checkImports(root))).toEqual([
      `${a}: imports itself: ${a} -> ${b} -> ${c} -> ${a}; move what both need into a third file`,
    ]);
  });

  test.each([
    ['a comment', 'lessons/02-second/hello.ts', "/*\nimport * as v from 'valibot';\n*/\n"],
    ['a text', 'lessons/02-second/hello.ts', "const text = `\nimport * as v from 'valibot';\n`;\n"],
    ['a listing', 'lessons/02-second/en.mdx', "# Title\n\n```ts\nimport * as v from 'valibot';\n```\n"],
  ])('an import line in %s imports nothing', (_, file, text) => {
    expect(forbidden(file, text)).toEqual([]);
  });
});
