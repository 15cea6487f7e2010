// A class of thirty: five files are damaged, three are forged. Their programs are judged again, and the report is projected.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { load } from 'cheerio';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { html, markup } from '../scripts/class/html.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { CommandHost } from './support/commands.ts';
import { environment } from './support/environment.ts';

const today = '2026-11-25T08:00:00.000Z';
/** A name that is a file name everywhere but on Windows. */
const hostile = process.platform === 'win32' ? "o'hara" : `<img src=x onerror=alert(1)>"'&\u202e`;

let course: string;
let host: CommandHost;
const put = (path: string, text: string | Buffer) => {
  mkdirSync(dirname(join(course, path)), { recursive: true });
  writeFileSync(join(course, path), text);
};

const check = `export default async function check(judge) {
  const program = judge.run();
  await program.ends();
  if (program.stdout !== 'word\\n') judge.fail('other-word', { saw: program.stdout, wanted: 'word' });
}
`;
const right = "// mine\nconsole.log('word');\n";
const stub = '// Print "word".\n';

/** Each pupil's progress: A, B or C as first choice, and the exercise passed. */
const progress = (choice: number, passed = true) => ({
  version: 1,
  read: { '01-first': today },
  answered: { '01/begins': String(choice) },
  passed: passed ? { '01/word': today } : {},
  tries: { '01/word': choice + 1 },
});

const damaged: Record<string, string | Buffer> = {
  cut: '{ "version": 1, "read": { "01-fir',
  empty: '',
  zipped: gzipSync('{}'),
  binary: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0xff, 0xfe]),
  other: JSON.stringify({ version: 1, tries: { '01/word': -3 } }),
};
/** The programs of those whose files are edited: none, the starting code, and one that prints something else. */
const forged = { 'forged-1': undefined, 'forged-2': stub, 'forged-3': "console.log('words');\n" };
const honest = [...Array.from({ length: 21 }, (_, index) => `pupil-${index + 1}`), hostile];
/** A 4, B 14, C 7, with those of the forged files. C is right. */
const choices = [...Array(4).fill(1), ...Array(14).fill(2), ...Array(7).fill(3)];

beforeAll(() => {
  course = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-thirty-')));
  // The runner loads its preloads from the project's folder.
  cpSync(join(projectDir, 'scripts/runner/preload'), join(course, 'scripts/runner/preload'), { recursive: true });
  const facts = (title: string) => `---\ntitle: "${title}"\nhints: ["-", "-"]\nwhy: "-"\n---\n\n-\n`;
  for (const [lang, title, question] of [
    ['en', 'A word', 'What does `<b>` begin with?'],
    ['zh', '一个词', '`<b>` 以什么开始？'],
  ]) {
    const choice = [' ', ' ', ' right'].map(
      (mark, index) => `<Choice${mark}>\n\n\`<${index}>\`\n\nFeedback.\n\n</Choice>`,
    );
    put(
      `lessons/01-first/${lang}.mdx`,
      `---\ntitle: "${title}"\n---\n\n<Quiz id="begins">\n\n${question}\n\n${choice.join('\n\n')}\n\n</Quiz>\n`,
    );
    put(`lessons/01-first/exercises/1-word/${lang}.md`, facts(title ?? ''));
  }
  put('lessons/01-first/exercises/1-word/check.ts', check);
  put('lessons/01-first/exercises/1-word/stub.ts', stub);
  for (const [index, name] of honest.entries()) {
    put(`in/${name}.json`, JSON.stringify(progress(choices[index])));
    put(`in/${name}/01-first/word.ts`, `${right}// ${index}\n`);
  }
  for (const [index, [name, program]] of Object.entries(forged).entries()) {
    put(`in/${name}.json`, JSON.stringify(progress(choices[honest.length + index])));
    if (program !== undefined) put(`in/${name}/practice/01-first/word.ts`, program);
  }
  for (const [name, bytes] of Object.entries(damaged)) put(`in/${name}.json`, bytes);
  host = new CommandHost(projectDir, course);
});
afterAll(async () => {
  await host.close();
  rmSync(course, { recursive: true });
});

const run = (...args: string[]) => host.run('class', args, environment);

test('class.ts --judge counts the programs that pass, names what is only claimed and each damaged file, and writes a page without names', async () => {
  const { status, stdout, stderr } = await run('in', '--judge', 'in', '--html', 'report.html');
  const sentences = stderr.trimEnd().split('\n');
  expect(status).toBe(1);
  expect(sentences.filter((line) => line.endsWith('; skipped'))).toHaveLength(5);
  for (const name of Object.keys(damaged)) expect(stderr).toMatch(new RegExp(`^in.${name}\\.json: .+; skipped$`, 'm'));
  expect(sentences.at(-1)).toBe('Report: report.html');
  const lines = stdout.split('\n');
  expect(lines[0]).toMatch(/exercises proved +claimed, not proved +now at$/);
  expect(lines.filter((line) => / 1\/1 +0 +all passed$/.test(line))).toHaveLength(22);
  expect(lines.filter((line) => / 0\/1 +1 +01\/word$/.test(line))).toHaveLength(3);
  expect(stdout).toMatch(
    /\n\nClaimed in the progress file, not proved by a program:\nforged-1 +01\/word +no program was handed in\nforged-2 +01\/word +the program is the starting code, unchanged\nforged-3 +01\/word +the program does not pass \(other-word\)\n\n/,
  );
  expect(stdout).toMatch(/\n01\/begins +25 +7 +A 4 +✗B 14 +✓C 7/);
  expect(stdout).toMatch(/\n01\/word +22 +3 +4 +4 +A word\n$/);

  const page = readFileSync(join(course, 'report.html'), 'utf8');
  const [result] = (
    await new HtmlValidate({ extends: ['html-validate:recommended', 'html-validate:a11y'] }).validateString(page)
  ).results;
  expect(result?.messages.map(({ line, message }) => `${line}: ${message}`) ?? []).toEqual([]);
  const $ = load(page);
  expect($('script, img, link, [style], [onerror]').length).toBe(0);
  for (const name of [...honest, ...Object.keys(forged), 'pupil']) expect($('body').text()).not.toContain(`${name}-`);
  expect(page).not.toContain('forged');
  for (const [lang, seen] of Object.entries({ en: '25 pupils', 'zh-Hans': '25 名学生' })) {
    const edition = $(`.edition[lang=${lang}]`);
    expect(edition.text()).toContain(seen);
    expect(edition.find('tr.worst th').text()).toBe('B');
    expect(edition.find('tr.worst .number').text()).toBe('14');
    expect(edition.find('tr.right th').text()).toBe('C');
    expect(edition.find('tr.right code').text()).toBe('<2>');
  }
});

test('class.ts --names puts names into the page as text, and replaces a report but no other file', async () => {
  const first = await run('in', '--html', 'named.html', '--names', '--lang', 'zh');
  expect(first.stderr).toContain('in/cut.json: 不是 JSON：'.replace('/', process.platform === 'win32' ? '\\' : '/'));
  expect(first.stderr).toContain('tries.01/word：内容无效，应当是不小于 0 的整数；已跳过');
  const page = readFileSync(join(course, 'named.html'), 'utf8');
  const $ = load(page);
  expect($('html').attr('lang')).toBe('zh-Hans');
  expect($('#show-zh').attr('checked')).toBeDefined();
  expect($('img, [onerror]').length).toBe(0);
  expect($('.edition[lang=en] th[scope=row]').text()).toContain(hostile.replace('\u202e', ' ').trimEnd());
  put('anna.json', JSON.stringify(progress(1)));
  expect((await run('in', '--html', 'named.html')).status).toBe(1);
  expect(readFileSync(join(course, 'named.html'), 'utf8')).not.toBe(page);
  expect(await run('anna.json', '--html', 'anna.json')).toMatchObject({
    status: 2,
    stderr: '--html "anna.json": this file exists and is not a report of npm run class; name another one\n',
  });
  expect(JSON.parse(readFileSync(join(course, 'anna.json'), 'utf8'))).toEqual(progress(1));
});

test('class.ts --csv prints a line for each pupil, and no name becomes a formula', async () => {
  // Excel treats a full-width sign like the other, and may split a line at semicolons.
  for (const name of ['=1+1', ' ＝1+1', 'a;=1+1', 'plain, "quoted"'])
    put(`sheet/${name}.json`, JSON.stringify(progress(2, name === '=1+1')));
  const { status, stdout } = await run('sheet', '--csv');
  expect(status).toBe(0);
  expect(stdout.split('\r\n')).toEqual([
    '\ufeffpupil,lessons read,questions answered,questions right,exercises passed,01/begins,01/word,01/word (tries)',
    "' ＝1+1,1,1,0,0,B,not passed,3",
    "'=1+1,1,1,0,1,B,passed,3",
    '"a;=1+1",1,1,0,0,B,not passed,3',
    '"plain, ""quoted""",1,1,0,0,B,not passed,3',
    '',
  ]);
});

test.skipIf(process.platform === 'win32')('class.ts --judge follows no link that a pupil has handed in', async () => {
  put('secret.txt', 'word');
  put(
    'links/anna/01-first/word.ts',
    "import { readFileSync } from 'node:fs';\nconsole.log(readFileSync(new URL('key.txt', import.meta.url), 'utf8'));\n",
  );
  symlinkSync(join(course, 'secret.txt'), join(course, 'links/anna/01-first/key.txt'));
  mkdirSync(join(course, 'links/bert/01-first'), { recursive: true });
  symlinkSync(join(course, 'in/pupil-1/01-first/word.ts'), join(course, 'links/bert/01-first/word.ts'));
  put('links/bert/progress.json', JSON.stringify(progress(1)));
  put('links/anna/progress.json', JSON.stringify(progress(1)));
  const { status, stdout } = await run('links', '--judge', 'links');
  expect(status).toBe(0);
  expect(stdout).toMatch(/anna +01\/word +the program does not pass \(/);
  expect(stdout).toContain('bert  01/word  the program is a link, which is not followed');
});

test.skipIf(process.platform === 'win32')(
  'class.ts --judge counts the programs of a pupil whose progress file is missing',
  async () => {
    put('alone/anna/01-first/word.ts', right);
    put('alone/bert.json', JSON.stringify(progress(2, false)));
    execFileSync('mkfifo', [join(course, 'alone/pipe.json')]);
    const { status, stdout } = await run('alone', '--judge', 'alone');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^anna +– +– +1\/1 +0 +all passed$/m);
    expect(stdout).toMatch(/^bert +1\/1 +1 +0\/1 +0 +01\/word$/m);
  },
);

test('html`` escapes every value, and markup() keeps the code of a question as text', () => {
  expect(html`<a title="${`"'<&>\``}">${['<b>', 3]}</a>`.text).toBe(
    '<a title="&#34;&#39;&#60;&#38;&#62;&#96;">&#60;b&#62;3</a>',
  );
  expect(markup({ type: 'code', value: '</code><script>' } as never).text).toBe(
    '<pre><code>&#60;/code&#62;&#60;script&#62;</code></pre>',
  );
});
