// The errors in what a reader types, and whether Node can run it all the same.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lessonsDir } from '../scripts/course/lesson.ts';
import { isAlive } from '../scripts/runner/process.ts';
import { TypeCheck } from '../site/server/type-check.ts';
import { patience } from './support/patience.ts';
import { children } from './support/processes.ts';
import { launch, node, well } from './support/program.ts';

const typeCheck = new TypeCheck();
afterAll(() => typeCheck.end());

const dir = join(lessonsDir, '05-threaded-scan');
const check = (text: string) =>
  typeCheck.check({ file: join(dir, 'ports.ts'), folders: [dir], text, lang: 'en' }, new AbortController().signal);
const isLinux = process.platform === 'linux';
// The process of the first check ends, as when V8 aborts it. All other checks need another process. What makes V8 abort takes two
// seconds, so test/live-runs.test.ts tries it with `npm run test:all`.
beforeAll(async () => {
  const others = children(process.pid);
  const lost = check('let a: number = true;');
  await setImmediate();
  const pids = children(process.pid).filter((pid) => !others.includes(pid));
  expect(pids).toHaveLength(isLinux ? 1 : 0);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  if (!isLinux) await typeCheck.end();
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

test.runIf(isLinux)('its process ends when its owner is killed, also while TypeScript works', async (context) => {
  // TypeScript works on these functions for about 15 s, until its memory is full. The test waits for less.
  const source = `const { TypeCheck } = await import('./site/server/type-check.ts');
    const functions = Array.from({ length: 9999 }, (_, index) => 'function f' + index + '(a: A<[' + index + ']>) {}');
    const type = "type A<T extends unknown[]> = T['length'] extends 601 ? T : A<[...T, 1, 1]>;";
    const what = { file: ${JSON.stringify(join(dir, 'ports.ts'))}, folders: [], text: type + functions.join(';'), lang: 'en' };
    new TypeCheck().check(what, new AbortController().signal);`;
  const owner = launch(context, ['--input-type=module', '-e', source]);
  const checking = () => children(owner.child.pid ?? 0).find((pid) => threads(pid).includes('WorkerThread'));
  await expect.poll(checking, { ...patience, interval: 20 }).toBeDefined();
  const pid = checking() ?? 0;
  owner.child.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { ...patience, timeout: 5000 }).toBe(false);
});

/** The names of a process's threads. */
const threads = (pid: number) => globSync(`/proc/${pid}/task/*/comm`).map((file) => readFileSync(file, 'utf8').trim());
