import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { median } from '../scripts/class/tally.ts';
import { classWords } from '../scripts/class/words.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { wordsOf } from '../scripts/practice/words.ts';
import { width } from '../scripts/terminal/columns.ts';
import { CommandHost } from './support/commands.ts';
import { environment } from './support/environment.ts';

/** Whether a file name may contain any character but a slash. */
const anyName = process.platform !== 'win32';
const today = '2026-11-25T08:00:00.000Z';

// A course of two lessons and three exercises, and the progress files of its pupils.
let course: string;
let host: CommandHost;

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(course, path)), { recursive: true });
  writeFileSync(join(course, path), text);
};
const handIn = (path: string, progress: object) => put(path, JSON.stringify({ version: 1, ...progress }));

beforeAll(() => {
  course = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-class-')));
  for (const [lesson, folder, en, zh] of [
    ['01-first', '1-word', 'A word', '一个词'],
    ['01-first', '2-worth', 'Its worth', '它的价值'],
    ['02-second', '1-last', 'The last', '最后一个'],
  ]) {
    for (const [lang, title] of Object.entries({ en, zh })) {
      const text = `---\ntitle: "${title}"\nhints: ["-", "-"]\nwhy: "-"\n---\n\n-\n`;
      put(`lessons/${lesson}/exercises/${folder}/${lang}.md`, text);
    }
  }
  const all = { '01/word': today, '01/worth': today, '02/last': today };
  handIn('in/anna.json', {
    read: { '01-first': today, '02-second': today },
    // A question that the course does not have, and a choice that the question does not have, are not counted.
    answered: { '01/begins': '3', '01/gone': '2' },
    passed: all,
    tries: { '01/word': 9, '01/worth': 1, '02/last': 2 },
  });
  handIn('in/李雷.json', {
    read: { '01-first': today },
    answered: { '01/begins': '2' },
    passed: { '01/word': today },
    tries: { '01/word': 1, '01/worth': 5 },
  });
  handIn('in/Bert.json', { answered: { '01/begins': '2' }, tries: { '01/worth': 2, '01/word': 7 } });
  // Progress of an older course: some fields are missing, and one lesson and one exercise do not exist any more.
  handIn('in/old.json', {
    read: { '00-gone': today },
    answered: { '01/begins': '4' },
    passed: { '00/gone': today },
    tries: { '00/gone': 3, '02/last': 0 },
  });
  put('in/notes.txt', 'no progress');
  for (const [lang, title] of [
    ['en', 'What begins?'],
    ['zh', '什么先开始？'],
  ]) {
    const choices = [' ', ' ', ' right'].map(
      (mark, index) => `<Choice${mark}>\n\n\`${index}\`\n\nFeedback.\n\n</Choice>`,
    );
    const facts = `---\ntitle: "${title}"\nsummary: "-"\n---\n\n## One\n\n`;
    put(
      `lessons/01-first/${lang}.mdx`,
      `${facts}<Quiz id="begins">\n\n${title}\n\n${choices.join('\n\n')}\n\n</Quiz>\n`,
    );
    put(`lessons/02-second/${lang}.mdx`, facts);
  }
  host = new CommandHost(projectDir, course);
});
afterAll(async () => {
  await host.close();
  rmSync(course, { recursive: true });
});

/** Runs the command in a process that runs it many times. */
const run = (...args: string[]) => host.run('class', args, environment);

test('class.ts prints a table of pupils and a table of hard exercises for a folder of files', async () => {
  const { status, stdout, stderr } = await run('in');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.split('\n')).toEqual([
    'pupil  lessons read  questions answered  exercises passed  now at',
    'anna            2/2                   1               3/3  all passed',
    'Bert            0/2                   1               0/3  01/word',
    'old             0/2                   0               0/3  01/word',
    '李雷            1/2                   1               1/3  01/worth',
    '',
    '✓ right   ✗ the wrong answer most often chosen',
    'question   answered  right  choices',
    '01/begins         3      1   A 0  ✗B 2  ✓C 1  What begins?',
    '',
    'exercise  passed  not passed  tries (median)  most tries',
    '01/worth       1           2             3.5           5  Its worth',
    '01/word        2           1               7           9  A word',
    '02/last        1           0               2           2  The last',
    '',
  ]);
});

test('class.ts aligns its columns in Chinese, too', async () => {
  const { stdout } = await run('--lang', 'zh', 'in/anna.json', 'in/李雷.json', 'in/Bert.json');
  expect(stdout).toContain('学生  已读课数  已答测验题  已通过编程题  当前编程题\n');
  const columns = ['当前编程题', '全部通过', '01/word\n', '01/worth\n'].map((cell) => {
    const before = stdout.slice(0, stdout.indexOf(cell));
    return width(before.slice(before.lastIndexOf('\n') + 1));
  });
  expect(new Set(columns).size).toBe(1);
  expect(stdout).toContain('它的价值');
});

test('class.ts names unreadable files on stderr, skips them, and exits 1', async () => {
  put('bad/cut.json', '{ "version": 1,\n "read":');
  put('bad/other.json', '{ "version": 2 }');
  put('bad/long.json', JSON.stringify({ version: 1, read: { ['a'.repeat(500_000)]: 1 } }));
  mkdirSync(join(course, 'empty'));
  const { status, stdout, stderr } = await run('bad', 'in/anna.json', 'missing.json', 'empty');
  expect(status).toBe(1);
  expect(stdout).toContain('anna            2/2');
  expect(stdout).not.toContain('cut');
  const [end, ...lines] = stderr.split('\n').toSorted();
  expect(end).toBe('');
  expect(lines).toEqual([
    expect.stringMatching(/^bad.cut\.json: not JSON: .*; skipped$/),
    expect.stringMatching(/^bad.long\.json: read\.a{60}…: .{20,100}; skipped$/),
    expect.stringMatching(/^bad.other\.json: version: .*; skipped$/),
    'empty: no .json file in this folder; skipped',
    'missing.json: no such file; skipped',
  ]);
  expect(await run('missing.json')).toEqual({ status: 1, stdout: '', stderr: 'missing.json: no such file; skipped\n' });
});

test("class.ts prints no control character of a pupil's file name", async () => {
  const rude = 'a\u001b[2J\u009b1mb';
  put('rude/keys.json', JSON.stringify({ version: 1, read: { [`${rude}\nnobody  3/3`]: 1 } }));
  put('rude/text.json', `{ "${rude}`);
  const named = anyName ? [`rude/${rude}\nc.json`, `twins/${rude}\nc/one.json`, 'twins/d/one.json'] : [];
  for (const path of named) handIn(path, {});
  if (anyName) put(`rude/${rude}\nd.json`, 'no JSON');
  const { status, stdout, stderr } = await run('rude', ...named.slice(1));
  expect(status).toBe(1);
  expect(stdout + stderr).not.toMatch(/[^\P{Cc}\n]/u);
  const lines = stderr.trimEnd().split('\n');
  expect(lines).toHaveLength(anyName ? 3 : 2);
  for (const line of lines) expect(line).toMatch(/; skipped$/);
  if (anyName) expect(stdout).toMatch(/^pupil .*\na \[2J 1mb c .*\ntwins\/a \[2J 1mb c\/one\.json .*\ntwins\/d/);
});

test('class.ts ignores the files that editors and file managers leave in a folder', async () => {
  handIn('tidy/ann.json', {});
  for (const name of ['._ann.json', '.hidden.json', '.#ann.json', '#ann.json#', 'ann.json~']) put(`tidy/${name}`, '\0');
  const { status, stdout, stderr } = await run('tidy');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^pupil .*\nann {2}[^\n]*\n\n/);
  expect(await run('tidy/._ann.json')).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^tidy.\._ann\.json: [^\n]*\n$/),
  });
});

test('class.ts reads files in other encodings, and names the files that contain no progress', async () => {
  const text = JSON.stringify({ version: 1, passed: { '01/word': today } });
  put('others/le.json', '');
  const little = Buffer.from(`\ufeff${text}`, 'utf16le');
  writeFileSync(join(course, 'others/le.json'), little);
  writeFileSync(join(course, 'others/be.json'), Buffer.from(little).swap16());
  writeFileSync(join(course, 'others/bom.json'), `\ufeff${text}`);
  expect(await run('others')).toMatchObject({ status: 0, stderr: '' });
  put('others/empty.json', '');
  writeFileSync(join(course, 'others/zip.json'), gzipSync(text));
  mkdirSync(join(course, 'others/folder.json'));
  put('others/large.json', '');
  truncateSync(join(course, 'others/large.json'), 2 ** 30);
  if (anyName) execFileSync('mkfifo', [join(course, 'others/pipe.json')]);
  if (anyName) symlinkSync('nowhere', join(course, 'others/link.json'));
  const { status, stdout, stderr } = await run('others');
  expect(status).toBe(1);
  for (const name of ['le', 'be', 'bom']) expect(stdout).toMatch(new RegExp(`^${name} .*1/3`, 'm'));
  const { troubles } = wordsOf('en');
  expect(stderr.replaceAll('\\', '/').trimEnd().split('\n').toSorted()).toEqual(
    [
      'others/empty.json: the file is empty; skipped',
      'others/zip.json: compressed with gzip; unpack it first; skipped',
      `others/large.json: ${troubles.tooLarge('1000 KB', '')}; skipped`,
      ...(anyName ? [`others/pipe.json: ${troubles.notAFile('', '')}; skipped`] : []),
      ...(anyName ? [`others/link.json: ${troubles.brokenLink('', '')}; skipped`] : []),
    ].toSorted(),
  );
  expect(await run('others/folder.json')).toMatchObject({
    status: 1,
    stderr: 'others/folder.json: no .json file in this folder; skipped\n',
  });
});

test('class.ts resolves a path against the folder in which npm was called', () => {
  handIn('in/sub/dora.json', { read: { '01-first': today } });
  put(
    'package.json',
    JSON.stringify({ scripts: { class: `"${process.execPath}" "${join(projectDir, 'scripts/class.ts')}"` } }),
  );
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'class', '--', '.'], {
    cwd: join(course, 'in/sub'),
    env: environment,
    encoding: 'utf8',
    shell: !anyName,
  });
  rmSync(join(course, 'package.json'));
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^pupil .*\ndora .*1\/2 [^\n]*\n\n/);
});

test('class.ts shows the folders of two pupils with the same name', async () => {
  handIn('a/progress.json', { passed: { '01/word': today } });
  handIn('b/progress.json', {});
  const { stdout } = await run('b/progress.json', 'a/progress.json', 'in/anna.json');
  expect(stdout).toMatch(/^a\/progress\.json .*1\/3 .*\nanna .*\nb\/progress\.json .*0\/3/m);
});

test('class.ts prints a sentence if nothing was answered or tried', async () => {
  handIn('new/eve.json', {});
  expect((await run('new/eve.json')).stdout).toMatch(
    /\n\nNo question has been answered\.\n\nNo exercise has been tried\.\n$/,
  );
});

describe('the arguments of class.ts', () => {
  test.each(['en', 'zh'] as const)(
    'without files end it with one line that asks for a file, and --help prints the usage, in %s',
    async (lang) => {
      const line = `npm run class: ${classWords(lang).noFiles}\n`;
      expect(await run('--lang', lang)).toEqual({ status: 2, stdout: '', stderr: line });
      expect(await run('--help', '--lang', lang)).toEqual({
        status: 0,
        stdout: `${classWords(lang).usage}\n`,
        stderr: '',
      });
    },
  );

  test.each([
    ['--list', `unknown argument "--list": ${classWords('en').accepted}`],
    ['--names', '--names: accepted only with --html'],
    ['--lang=de', 'bad --lang "de": en or zh'],
  ])('are refused in one line: %s', async (arg, line) => {
    expect(await run('in/anna.json', arg)).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
  });
});

test('median() returns the middle number, or the mean of the two middle numbers', () => {
  expect(median([5])).toBe(5);
  expect(median([10, 9, 1])).toBe(9);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});
