// The errors in what a reader types, and whether Node can run it all the same.
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lessonsDir } from '../scripts/course/lesson.ts';
import { TypeCheck } from '../site/server/type-check.ts';
import { node, well } from './support/program.ts';

const typeCheck = new TypeCheck();
afterAll(() => typeCheck.end());

const dir = join(lessonsDir, '05-threaded-scan');
const check = (text: string) =>
  typeCheck.check({ file: join(dir, 'ports.ts'), folders: [dir], text, lang: 'en' }, new AbortController().signal);
// The thread of the first check ends, as when it is out of memory or time. All other checks need another thread.
beforeAll(async () => {
  const lost = check('let a: number = true;');
  await setImmediate();
  await typeCheck.end();
  expect(await lost).toEqual([]);
});
const isFatal = async (text: string) => (await check(text)).some(({ stops }) => stops);

test.each([
  ['two variables of one name', 'let a; let a;'],
  ['await in a function that is not async', 'function f() { await 1; }'],
  ['a constant without a value', 'const a;'],
  ['return outside a function', 'return 1;'],
  ['break outside a loop', 'break;'],
  ['an assignment to a number', '1 = 2;'],
  ['a private name that no class declares', 'class A { f() { return this.#y; } }'],
  ['two parameters of one name', 'function f(a: number, a: number) {}'],
  ['an import that its module does not have', "import { nothing } from 'node:net';\nnothing;"],
  ['a module that does not exist', "import { one } from './missing.ts';\none;"],
  ['a type that is imported like a value', "import { Socket, type Server, SocketAddressInitOptions } from 'node:net';"],
  ['an enum', 'enum A { b }'],
])('%s stops a program', async (_, text) => {
  expect(await isFatal(text)).toBe(true);
});

test.each([
  ['a wrong type', "const a: number = 'text'; a;"],
  ['two types of one name', 'type A = 1; type A = 2;'],
  ['a name that nothing declares', 'missing;'],
  ['an assignment to a constant', 'const a = 1; a = 2;'],
  ['two functions of one name in a function', 'function b() { function a() {} function a() {} }'],
  ['a type of a module that does not exist', "import type { T } from './missing.ts';\nlet a: T;"],
  ['a module that does not exist and is imported later', "const f = () => import('./missing.ts');\nf;"],
  ['nothing wrong', 'await 1;'],
])('%s does not stop a program', async (what, text) => {
  expect(await isFatal(text)).toBe(false);
  if (what !== 'nothing wrong') expect(await check(text)).not.toEqual([]);
});

test('a program is compiled, and nothing of it is run', async () => {
  const write = "process.stderr.write('ran\\n'); process.exit(3);";
  expect((await check(`${write}\nlet a; let a;`)).map(({ stops }) => stops)).toEqual([true, true]);
  const source = `const { canCompile } = await import('./site/server/compile.ts');
    console.log(canCompile(${JSON.stringify(write)}), canCompile('let a; let a;'));`;
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', '--input-type=module'];
  expect(await node(...flags, '-e', source)).toEqual(well('true false\n'));
});
