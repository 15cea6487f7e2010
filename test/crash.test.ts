// What a crash looks like to a reader: the line and the reason first, in the course's words. Each report is Node's own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { crashIn, tellCrash } from '../scripts/judge/crash.ts';
import { start } from '../scripts/runner/run.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-crash-'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'program.ts'), '');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function crash(draft: string, lang: 'en' | 'zh' = 'en') {
  const file = join(folder, 'program.ts');
  const { stderr } = await start(file, [], { readable: [folder], draft, lang }).done;
  const found = crashIn(stderr, file);
  if (found === undefined) throw new Error(`no crash in ${stderr}`);
  const report = stderr.trimEnd().split('\n').slice(-found.reportLines).join('\n');
  return { ...found, ...tellCrash(found), stderr, report };
}

test.each([
  ['a syntax error', `console.log(1);\nconst a = ;\n`, 'line 2: Expression expected'],
  ['a name declared twice', `let a = 1;\nlet a = 2;`, `line 2: Identifier 'a' has already been declared`],
  ['a missing bracket', `for (;;) {\n  const x = 1;\n`, `line 2: Expected '}', got '<eof>'`],
  ['an unexpected token', `let x: = 5;`, 'line 1: Unexpected token `=`'],
  [
    'an import that does not exist',
    `import { nope } from 'node:net';\nnope();`,
    `line 1: The requested module 'node:net' does not provide an export named 'nope'`,
  ],
])('%s is found before anything runs, with its line', async (_, draft, said) => {
  expect(await crash(draft)).toMatchObject({ en: said, syntax: true });
});

test.each([
  ['enum', 'enum A { B }\nconsole.log(A.B);', 'enum'],
  ['a parameter property', 'class A {\n  constructor(private x: number) {}\n}', 'parameter property'],
  ['a namespace', 'namespace N {\n  export const a = 1;\n}', 'namespace declaration'],
])('%s is TypeScript that is more than types', async (_, draft, what) => {
  const { en, zh, syntax } = await crash(draft);
  expect(en).toMatch(new RegExp(`^line \\d: TypeScript's ${what} is not available`));
  expect(zh).toMatch(new RegExp(`^第 \\d 行：不能使用 TypeScript 的 ${what}`));
  expect(syntax).toBe(true);
});

test.each([
  ['a property of null', `const a = null;\na.x;`, `line 2: TypeError: Cannot read properties of null (reading 'x')`],
  ['an unknown name', `function f() {\n  nope();\n}\nf();`, 'line 2: ReferenceError: nope is not defined'],
  ['a rejected promise', `\nPromise.reject(new RangeError('bad\\nand more'));`, 'line 2: RangeError: bad'],
  ['an error without a message', `throw new Error('');`, 'line 1: Error'],
  ['an error of its own class', `class Odd extends Error { name = 'Odd' }\nthrow new Odd('x');`, 'line 2: Odd: x'],
  ['a text that is thrown', `throw 'text';`, 'text'],
  ['an object that is thrown', `throw { a: 1 };`, '{ a: 1 }'],
  [
    'bad code for node:vm',
    `import vm from 'node:vm';\nvm.runInThisContext('a b');`,
    /^line 2: SyntaxError: Unexpected/,
  ],
  ['bad JSON', `\nJSON.parse('{');`, /^line 2: SyntaxError: Expected property name/],
  ['a long line before the error', `const a = null; a.x; // ${'x'.repeat(500)}`, /^line 1: TypeError: Cannot read/],
  [
    'a connection without an error listener',
    `import { connect } from 'node:net';\nconnect(1, '127.0.0.1');`,
    /ECONNREFUSED/,
  ],
  ['an await that never ends', `\nawait new Promise(() => {});`, /^line 2: this `await` never ends/],
])('%s is told in one line', async (_, draft, said) => {
  const { en } = await crash(draft);
  if (typeof said === 'string') expect(en).toBe(said);
  else expect(en).toMatch(said);
  expect(en).not.toContain('\n');
});

test('what the program printed itself is not counted as part of the report', async () => {
  const own = `mine: Error: no\n    at home (file:///x/program.ts:9)\n`;
  const { en, stderr, report } = await crash(`console.error(${JSON.stringify(own)});\nnull.x;`);
  expect(en).toBe(`line 2: TypeError: Cannot read properties of null (reading 'x')`);
  expect(stderr.slice(0, own.length)).toBe(own);
  expect(report).not.toContain('mine');
  expect(report).toContain('Node.js v');
});

test('a program that prints like Node but ends by itself has not crashed', () => {
  expect(crashIn('Error: no\n\nNode.js v26\nafter it\n', 'program.ts')).toBeUndefined();
  expect(crashIn('127.0.0.1:8888: connect ECONNREFUSED\n', 'program.ts')).toBeUndefined();
});

const forbidden: [string, string, string, string][] = [
  [
    'write a file',
    `import { writeFileSync } from 'node:fs';\nwriteFileSync('x', 'x');`,
    'programs of this course may not write files',
    '本课程的程序不能写文件',
  ],
  [
    'write a file later',
    `import { writeFile } from 'node:fs/promises';\nawait writeFile('x', 'x');`,
    'programs of this course may not write files',
    '本课程的程序不能写文件',
  ],
  [
    'read elsewhere',
    `import { readFileSync } from 'node:fs';\nreadFileSync('package.json');`,
    'programs of this course may read files of their own folder only',
    '本课程的程序只能读自己文件夹里的文件',
  ],
  [
    'remove a file',
    `import { rmSync } from 'node:fs';\nrmSync('x');`,
    'programs of this course may read files of their own folder only',
    '本课程的程序只能读自己文件夹里的文件',
  ],
  [
    'start a process',
    `import { spawn } from 'node:child_process';\nspawn('id');`,
    'programs of this course may not start processes',
    '本课程的程序不能启动进程',
  ],
  [
    'start a thread',
    `import { Worker } from 'node:worker_threads';\nnew Worker('', { eval: true });`,
    'programs of this course may not start worker threads',
    '本课程的程序不能启动工作线程',
  ],
];

test.each(forbidden)('a program that tries to %s is told so in the words of the course', async (_, draft, en, zh) => {
  const english = await crash(draft);
  expect(english).toMatchObject({ en: `line 2: ${en}`, zh: `第 2 行：${zh}` });
  const chinese = await crash(draft, 'zh');
  expect(chinese.zh).toBe(`第 2 行：${zh}`);
  // Nor does what Node prints name a flag.
  for (const { stderr } of [english, chinese]) expect(stderr).not.toContain('--allow');
});

test('a program that catches such an error gets the same words', async () => {
  const draft = `import fs from 'node:fs';
    try { fs.unlinkSync('x'); } catch (error) { console.log(error.message, error.code, error.permission); }
    fs.writeFile('x', '', (error) => console.log(error.message, String(error.stack).split('\\n')[0]));`;
  const { stdout } = await start(join(folder, 'program.ts'), [], { readable: [folder], draft }).done;
  const said = 'programs of this course may not write files';
  expect(stdout).toBe(`${said} ERR_ACCESS_DENIED FileSystemWrite\n${said} Error: ${said}\n`);
});
