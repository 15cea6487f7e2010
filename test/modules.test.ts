import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realPath } from '../scripts/project/files.ts';
import { modulesOf } from '../scripts/runner/modules.ts';
import { start } from '../scripts/runner/run.ts';
import { stripTypes } from '../scripts/runner/strip.ts';

let folder: string;
beforeAll(() => {
  folder = realPath(mkdtempSync(join(tmpdir(), 'socketbook-modules-')));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
/** Writes files into a new folder. @returns its path */
function write(files: Record<string, string>): string {
  const place = join(folder, `${count++}`);
  mkdirSync(place);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(place, name), text);
  return place;
}
const hrefOf = (place: string, name: string) => pathToFileURL(join(place, name)).href;

describe('the modules of a program', () => {
  test('are sent without their types, and every other character keeps its place', async () => {
    const place = write({
      'main.ts': `import { port } from './port.ts';\nconst text: string = 'x';\nconsole.log(port);`,
      'port.ts': 'export const port: number = 22;',
    });
    expect(await modulesOf(join(place, 'main.ts'), undefined, [place])).toEqual({
      [hrefOf(place, 'main.ts')]: {
        format: 'module',
        source: `import { port } from './port.ts';\nconst text         = 'x';\nconsole.log(port);`,
      },
      [hrefOf(place, 'port.ts')]: { format: 'module', source: 'export const port         = 22;' },
    });
  });

  test('include no file that the program may not read, not even through a link', async () => {
    const outside = write({ 'secret.ts': 'export const secret: number = 1;' });
    const place = write({ 'main.ts': `import '../${count - 1}/secret.ts'; import './link.ts';` });
    symlinkSync(join(outside, 'secret.ts'), join(place, 'link.ts'));
    const modules = await modulesOf(join(place, 'main.ts'), undefined, [place]);
    expect(Object.keys(modules)).toEqual([hrefOf(place, 'main.ts')]);
  });

  test('run as Node runs them', async () => {
    const place = write({
      'main.ts': `import { port } from './port.ts';\ntype Port = number;\nconsole.log(port as Port);\nthrow new Error('x');`,
      'port.ts': 'export const port: number = 22;',
    });
    const { stdout, stderr } = await start(join(place, 'main.ts'), [], { readable: [place] }).done;
    expect(stdout).toBe('22\n');
    expect(stderr).toContain('main.ts:4\n');
  });

  test('with a syntax error are left to Node, which explains it', async () => {
    const place = write({ 'main.ts': `import './broken.ts';`, 'broken.ts': 'const port: number = ;' });
    const { stderr, code } = await start(join(place, 'main.ts'), [], { readable: [place] }).done;
    expect(stderr).toContain('SyntaxError [ERR_INVALID_TYPESCRIPT_SYNTAX]: Expression expected');
    expect(code).toBe(1);
  });

  test('with a syntax error in a draft are the draft, not the file', async () => {
    const place = write({ 'main.ts': `console.log('the file');` });
    const outcome = await start(join(place, 'main.ts'), [], { readable: [place], draft: 'const port: number = ;' })
      .done;
    expect(outcome).toMatchObject({ stdout: '', code: 1 });
    expect(outcome.stderr).toContain('ERR_INVALID_TYPESCRIPT_SYNTAX');
  });

  test('are stripped once, if the text is one of the last twenty and Node can read it', async () => {
    const once = stripTypes('let host: string;');
    expect(stripTypes('let host: string;')).toBe(once);
    for (let count = 0; count < 20; count++) await stripTypes(`let n: ${count};`);
    expect(stripTypes('let host: string;')).not.toBe(once);
    const broken = stripTypes('const port: number = ;');
    expect(await broken).toBeUndefined();
    expect(stripTypes('const port: number = ;')).not.toBe(broken);
  });

  // Such a text damages Node's own compiler: module.stripTypeScriptTypes fails for every later text.
  test.each([
    ['parentheses', '('.repeat(20_000)],
    ['brackets', `[${'['.repeat(20_000)}`],
    ['operators', `1${'+1'.repeat(40_000)}`],
    ['types', `let x: ${'A<'.repeat(20_000)}`],
  ])('may be nested too deep, and the next ones are sent as before (%s)', async (_, text) => {
    await stripTypes(text);
    expect(await stripTypes('let port: number = 22;')).toBe('let port         = 22;');
  });
});
