import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { checkTypes } from '../scripts/check/types.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { run } from './support/build.ts';
import { isWhole } from './support/extent.ts';
import { copyProject } from './support/project-copy.ts';

/** The files whose types a tsconfig file has checked. */
function filesOf(config: string): string[] {
  const path = join(projectDir, config);
  const astro = { extension: 'astro', isMixedContent: true, scriptKind: ts.ScriptKind.Deferred };
  const { config: json } = ts.readConfigFile(path, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent(json, ts.sys, dirname(path), undefined, path, undefined, [astro]);
  expect(parsed.errors).toEqual([]);
  return parsed.fileNames.filter((file) => !file.endsWith('/.astro/types.d.ts'));
}

test('npm run check has the types of each file checked by one of two compilers', () => {
  const parts = ['pages', 'code'].map((part) => filesOf(`scripts/check/tsconfig.${part}.json`));
  expect(parts.flat().sort()).toEqual(filesOf('tsconfig.json').sort());
  for (const part of parts) expect(part.length).toBeGreaterThan(20);
});

/** A file with one mistake of each kind. The comment stands for text that takes more bytes than characters. */
const mistaken = `import { join } from 'node:path';

/** @deprecated 不再使用 🙂 */
export const old = () => 1;
export const text: string = /* 错误 🙂 */ old();
export const found = [1].find((n) => n > 0).toFixed();
export async function hint(parameter: number) {
  await old();
  const local = 1;
  return;
  old();
}
export const options: { name?: string } = { name: undefined };
`;

/** What is wrong with it: the place, and the number of TypeScript's message. */
const mistakes = [
  '1:10 6133', // an import that nothing uses
  '5:14 2322', // a wrong type
  '5:41 6385', // a deprecated function
  '6:22 2532', // perhaps undefined
  '7:28 6133', // a parameter that nothing uses
  '8:3 80007', // an await of nothing
  '8:9 6385',
  '9:9 6133', // a variable that nothing uses
  '11:3 7027', // code that is never reached
  '11:3 6385',
  '13:14 2375', // undefined where a field may only be absent
];

test('checkTypes() reports each kind of mistake in each part of the project, with its place', async (context) => {
  const root = mkdtempSync(join(tmpdir(), 'socketbook-types-'));
  context.onTestFinished(() => rmSync(root, { recursive: true }));
  symlinkSync(join(projectDir, 'node_modules'), join(root, 'node_modules'), 'junction');
  const config = 'scripts/check/tsconfig.code.json';
  for (const file of ['tsconfig.json', config]) cpSync(join(projectDir, file), join(root, file), { recursive: true });
  const places = ['lessons/01-x', 'lessons/01-x/exercises/1-y', 'scripts', 'site/client', 'test/support'];
  for (const place of places) {
    mkdirSync(join(root, place), { recursive: true });
    writeFileSync(join(root, place, 'mistaken.ts'), mistaken);
  }
  writeFileSync(join(root, 'site/list.ts'), "export { default } from './Some.astro';\n");

  const found = (await checkTypes(root)).map(({ message }) => message);
  const short = found.map((message) => message.replace(/^(\S+?):(\S+): .*\(TS(\d+)\).*$/, '$1 $2 $3'));
  const expected = places.flatMap((place) => mistakes.map((mistake) => `${place}/mistaken.ts ${mistake}`));
  expect(short.sort()).toEqual([...expected, 'site/list.ts 1:25 2307'].sort());
  expect(found).toContain("scripts/mistaken.ts:5:14: Type 'number' is not assignable to type 'string'. (TS2322)");
  expect(found.find((message) => message.startsWith('site/list.ts'))).toMatch(/name it there/);
});

/** A component with one mistake in each part of a page. */
const component = `---
import { join } from 'node:path';

interface Props {
  name: string;
}
const { name } = Astro.props;
const text: string = 1;
const local = 2;
/** @deprecated use nothing */
const old = () => 1;
old();
---

<p title={name}>{text.nothing}</p>
<Unknown />
<script>
  const inScript: string = 3;
  console.log(inScript);
</script>
`;

const inComponent = [
  '2:1 6133',
  '8:7 2322',
  '9:7 6133',
  '12:1 6385',
  '15:23 2339', // no such property
  '16:2 2304', // no such component
  '18:9 2322',
];

test.runIf(isWhole)(
  'npm run check reports mistakes in pages, in a copy that was never checked before',
  async (context) => {
    const copy = copyProject();
    context.onTestFinished(() => rmSync(copy, { recursive: true }));
    writeFileSync(join(copy, 'site/components/Mistaken.astro'), component);
    const page =
      "---\nimport Mistaken from '../components/Mistaken.astro';\n---\n\n<Mistaken name={3} /><Mistaken />\n";
    writeFileSync(join(copy, 'site/pages/mistaken.astro'), page);
    writeFileSync(join(copy, 'scripts/mistaken.ts'), mistaken);
    const ran = await run(process.execPath, ['scripts/check.ts'], { cwd: copy });
    const output = stripVTControlCharacters(ran.output);
    expect(ran.code).toBe(1);
    const found = [
      ...output.matchAll(/^(\S+?):(\d+:\d+): .*\(TS(\d+)\)/gm),
      ...output.matchAll(/^(\S+?):(\d+:\d+) - \w+ ts\((\d+)\): /gm),
    ].map(([, file, place, number]) => `${file} ${place} ${number}`);
    expect(found.sort()).toEqual(
      [
        ...mistakes.map((mistake) => `scripts/mistaken.ts ${mistake}`),
        ...inComponent.map((mistake) => `site/components/Mistaken.astro ${mistake}`),
        'site/pages/mistaken.astro 5:11 2322', // a wrong type of a component's prop
        'site/pages/mistaken.astro 5:23 2322', // a prop is missing
      ].sort(),
    );
  },
  180_000,
);
