// Exercises outside the course: judge, practice and class take them from a folder.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
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
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectDir } from '../scripts/course/lesson.ts';
import { environment } from './support/environment.ts';

const right = "import { createServer } from 'node:net';\ncreateServer().close();\nconsole.log(process.argv[2]);\n";

// A clone with an empty course, and beside it a folder of exercises.
let root: string;
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeAll(() => {
  // With a capital letter, which the name of a folder of exercises may not have, whatever the random letters are.
  root = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-Outside-')));
  mkdirSync(join(root, 'clone/lessons'), { recursive: true });
  cpSync(join(projectDir, 'scripts'), join(root, 'clone/scripts'), { recursive: true });
  cpSync(join(projectDir, 'package.json'), join(root, 'clone/package.json'));
  symlinkSync(join(projectDir, 'node_modules'), join(root, 'clone/node_modules'), 'junction');
  for (const place of ['teacher', 'pupils']) {
    put(`${place}/unseen-1/1-say/en.md`, '---\ntitle: "Say it"\n---\n\nPrint the word.\n');
    put(`${place}/unseen-1/1-say/zh.md`, '---\ntitle: "说出来"\n---\n\n打印这个词。\n');
    put(`${place}/unseen-1/1-say/stub.ts`, '// Print the word.\n');
  }
  put(
    'teacher/unseen-1/1-say/check.ts',
    `import { type Judge, quote, randomWord } from 'socketbook/check';
export default async function check(judge: Judge) {
  const word: string = randomWord();
  const { stdout } = await judge.run(word).ends();
  if (stdout !== word + '\\n') judge.fail('other-word', { saw: quote(stdout), wanted: word } as never);
}
`,
  );
});
afterAll(() => rmSync(root, { recursive: true }));

function run(script: string, args: string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [`scripts/${script}.ts`, ...args], {
    cwd: join(root, 'clone'),
    env: environment,
    encoding: 'utf8',
    input,
  });
  return { status, stdout, stderr };
}

test('judge.ts --exercises judges an exercise of a folder, whose check imports the judge by name', () => {
  put('mine.ts', right);
  const from = ['--exercises', '../teacher/unseen-1'];
  expect(run('judge', ['unseen-1/say', '../mine.ts', ...from])).toEqual({
    status: 0,
    stdout: 'unseen-1/say: passed.\n',
    stderr: '',
  });
  put('mine.ts', "console.log('no');\n");
  const { status, stdout } = run('judge', ['unseen-1/say', '../mine.ts', ...from, '--lang', 'zh']);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^unseen-1\/say：没有通过（other-word）。\n看到："no\\n"\n应当：[a-z]+\n$/);
});

test('practice.ts --exercises shows and judges them, and keeps the file and the progress with those of the course', () => {
  const from = ['--exercises', '../teacher/unseen-1'];
  put('clone/practice/unseen-1/say.ts', right);
  expect(run('practice', ['--check', 'unseen-1/say', ...from])).toMatchObject({ status: 0, stderr: '' });
  const list = run('practice', [...from, '--list', '--lang=zh']).stdout;
  expect(list).toMatch(/^编程题：unseen-1\n +unseen-1\/say +已通过 +说出来\n/);
  const { passed } = JSON.parse(readFileSync(join(root, 'clone/practice/progress.json'), 'utf8'));
  expect(Object.keys(passed)).toEqual(['unseen-1/say']);
  rmSync(join(root, 'clone/practice'), { recursive: true });
});

test('practice.ts --exercises makes the file and judges nothing if the folder has no checks', () => {
  const from = ['--exercises', '../pupils/unseen-1'];
  const { status, stdout, stderr } = run('practice', from, 'h\ns\nc\n');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(existsSync(join(root, 'clone/practice/unseen-1/say.ts'))).toBe(true);
  expect(stdout).toMatch(
    /Print the word\.\n\nYour file: practice\/unseen-1\/say\.ts\nIt is not judged here: hand it in\.\n/,
  );
  expect(stdout).toMatch(
    /\nThis exercise has no hints\.\nThere is no solution here\.\nIt is not judged here: hand it in\.\n/,
  );
  expect(existsSync(join(root, 'clone/practice/progress.json'))).toBe(false);
  expect(run('practice', [...from, '--check', 'unseen-1/say'])).toEqual({
    status: 2,
    stdout: '',
    stderr: 'exercise unseen-1/say: it has no check.ts here, so it cannot be judged\n',
  });
  rmSync(join(root, 'clone/practice'), { recursive: true });
});

test('class.ts --exercises counts them, and judges them again', () => {
  put('in/anna.json', JSON.stringify({ version: 1, passed: { 'unseen-1/say': '2026-11-25T08:00:00Z' } }));
  put('in/bert.json', JSON.stringify({ version: 1, passed: { 'unseen-1/say': '2026-11-25T08:00:00Z' } }));
  put('in/anna/unseen-1/say.ts', right);
  const { status, stdout, stderr } = run('class', ['../in', '--judge', '../in', '--exercises', '../teacher/unseen-1']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toMatch(/^anna .* 1\/1 +0 +all passed$/m);
  expect(stdout).toMatch(/^bert +unseen-1\/say +no program was handed in$/m);
  expect(stdout).toMatch(/^unseen-1\/say +1 +0 +0 +0 +Say it$/m);
});

test.each([
  ['../nowhere', /^\S*nowhere: no such folder\n$/],
  ['../teacher', /^\S*teacher: no exercise in this folder; each is a folder such as 1-echo-lines\/\n$/],
  ['lessons', /^\S*lessons: no exercise in this folder/],
  ['..', /the name of the folder begins every id; write it in kebab-case, as in "unseen-1"\n$/],
])('a folder without exercises, or with a bad name, is refused in one line: %s', (dir, line) => {
  const { status, stdout, stderr } = run('practice', ['--list', '--exercises', dir]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(line);
});
