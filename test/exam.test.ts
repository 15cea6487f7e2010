// npm run exam: a test from a key, its checks, and its marking.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { outsideExercises } from '../scripts/course/exercises.ts';
import { languages } from '../scripts/course/languages.ts';
import { projectDir } from '../scripts/course/lesson.ts';
import { Draw } from '../scripts/exam/draw.ts';
import { fillProgram, fillText } from '../scripts/exam/fill.ts';
import { lettersIn, pointsFor } from '../scripts/exam/mark.ts';
import { drawAskAll, drawMend, type Variant } from '../scripts/exam/variant.ts';
import { examWords } from '../scripts/exam/words.ts';
import { judge } from '../scripts/judge/judge.ts';
import { CommandHost } from './support/commands.ts';
import { environment } from './support/environment.ts';
import { isSoak, isWhole, part } from './support/extent.ts';

/** Another key makes another test, for which all must hold, too. A soak tries a new one; EXAM_KEY tries one again. */
const key = process.env.EXAM_KEY ?? (isSoak ? randomUUID() : 'a key for the tests');
const draw = new Draw(key);
const { name } = draw;
const template = (file: string) => readFileSync(join(projectDir, 'scripts/exam/template', file), 'utf8');

let root: string;
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  return join(root, path);
};
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const host = new CommandHost();
const run = (...args: string[]) => host.run('exam', args, environment);

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'socketbook-exam-')));
  const made = spawnSync(process.execPath, ['scripts/exam.ts', 'new', root, '--key', key], {
    cwd: projectDir,
    env: environment,
    encoding: 'utf8',
  });
  const { status, stdout, stderr } = made;
  expect({ status, stderr }).toEqual({ status: 0, stderr: `${examWords('en').making}\n` });
  expect(stdout).toBe(`${examWords('en').made(join(root, 'pupils', name), join(root, 'teacher', name), key)}\n`);
});
afterAll(async () => {
  await host.close();
  rmSync(root, { recursive: true });
});

const filesBelow = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

test('the folder of the pupils has tasks, stubs and a sheet, and no answer', () => {
  const folder = join(root, 'pupils', name);
  const files = filesBelow(folder);
  expect(files.map((file) => file.slice(folder.length + 1).replaceAll('\\', '/')).sort()).toEqual([
    ...['1-mend/en.md', '1-mend/stub.ts', '1-mend/zh.md', '2-ask-all/en.md', '2-ask-all/stub.ts', '2-ask-all/zh.md'],
    ...['predictions.txt', 'sheet.en.md', 'sheet.zh.md'],
  ]);
  const solutions = ['1-mend', '2-ask-all'].map((one) => read(`teacher/${name}/${one}/solution.ts`));
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain(key);
    expect(text).not.toMatch(/\/\/[[|\]]|variant:|\{\{|TEST\//);
    for (const solution of solutions) expect(text).not.toBe(solution);
  }
  for (const lang of languages) {
    const sheet = read(`pupils/${name}/sheet.${lang}.md`);
    expect(sheet.match(/^### \d$/gm)).toHaveLength(6);
    expect(sheet.match(/^[A-D]\./gm)).toHaveLength(24);
    expect(sheet).toMatch(/^ 1 {2}A -> "4"$/m);
  }
});

test('the answers of the teacher name the letter of what each program prints, and the planted mistakes', () => {
  const { letters, planted } = JSON.parse(read(`teacher/${name}/answers.json`));
  const sheet = read(`pupils/${name}/sheet.en.md`)
    .split(/^### \d$/m)
    .slice(1);
  expect(letters).toHaveLength(6);
  for (const [index, letter] of letters.entries()) {
    const { stdout } = spawnSync(process.execPath, [join(root, 'teacher', name, `predictions/${index + 1}.ts`)], {
      encoding: 'utf8',
    });
    expect(sheet[index]).toContain(`${letter}.\n\n\`\`\`text\n${stdout}\`\`\`\n`);
  }
  expect(planted).toEqual(drawMend(draw).planted);
  for (const lang of languages) {
    const text = read(`teacher/${name}/answers.${lang}.md`);
    for (const id of planted) expect(text).toContain(examWords(lang).mistakes[id as 'shared']);
    expect(text).toContain(key);
  }
});

test('the same key makes the same test, another one another, and a test replaces none', async () => {
  const sheet = read(`pupils/${name}/sheet.en.md`);
  expect(await run('new', root, '--key', key)).toEqual({
    status: 2,
    stdout: '',
    stderr: `${examWords('en').making}\n${join(root, 'pupils', name)}: ${examWords('en').isThere}\n`,
  });
  expect(read(`pupils/${name}/sheet.en.md`)).toBe(sheet);
  expect(drawMend(new Draw(key))).toEqual(drawMend(draw));
  expect(drawAskAll(new Draw(key))).toEqual(drawAskAll(draw));
  const other = new Draw(`${key}.`);
  expect(other.name).not.toBe(name);
  expect([drawMend(other).values, drawAskAll(other).values]).not.toEqual([
    drawMend(draw).values,
    drawAskAll(draw).values,
  ]);
});

/** A program of the template with some alternatives, as the teacher's folder would have it. */
const variantOf = (folder: string, { values, right }: Variant, wrong: string) =>
  fillProgram(template(`${folder}/program.ts`), values, { ...right, [wrong]: wrong }, folder);
const alternatives = (folder: string) =>
  [...new Set([...template(`${folder}/program.ts`).matchAll(/^\s*\/\/\| (\S+)$/gm)].map(([, id = '']) => id))].filter(
    (id) => !['largest', 'difference', 'length', 'ascending', 'descending'].includes(id),
  );

test('each alternative of the programs is TypeScript', () => {
  // Each key tries each alternative, with other values.
  for (let index = 0; index < (isWhole ? 20 : 2); index++) {
    const some = new Draw(`${key} ${index}`);
    for (const [folder, variant] of [
      ['1-mend', drawMend(some)],
      ['2-ask-all', drawAskAll(some)],
    ] as const) {
      for (const wrong of alternatives(folder)) {
        expect(() => stripTypeScriptTypes(variantOf(folder, variant, wrong))).not.toThrow();
      }
    }
  }
});

/** The part of the check of "ask-all" that finds a mistake. */
const askAllPart: Readonly<Record<string, string>> = {
  'half-answer': 'halfAnswer',
  'one-at-a-time': 'atOnce',
  refused: 'refusing',
  'too-late': 'keepingSilent',
  'not-closed': 'closing',
  hung: 'ending',
  'exit-code': 'exitCode',
};

describe.concurrent(`the checks of the test from the key ${key}`, { timeout: 120_000 }, () => {
  const exercise = (index: number) => {
    const found = outsideExercises(join(root, 'teacher', name))[index];
    if (found === undefined) throw new Error('no such exercise');
    return found;
  };

  test.each([0, 1])('pass the solution of exercise %i, and not its stub', async (index) => {
    const one = exercise(index);
    expect(await judge(one, join(one.dir, 'solution.ts'))).toEqual({ passed: true });
    expect(await judge(one, join(one.dir, 'stub.ts'))).toMatchObject({ passed: false });
  });

  /** Judges a program with the part that must find its mistake; or with the whole check, in which no other part may. */
  const verdictOn = (index: number, id: string, part: string, file: string) => {
    const one = exercise(index);
    if (isWhole || process.env.EXAM_KEY !== undefined) return judge(one, file);
    const from = JSON.stringify(join(one.dir, 'check.ts'));
    put(`parts/${id}/check.ts`, `export { ${part} as default } from ${from};\n`);
    return judge({ ...one, dir: join(root, 'parts', id) }, file);
  };

  test.each(part(alternatives('1-mend'), 3))('find the mistake %s of the server alone', async (id) => {
    const file = put(`wrong/${id}/mend.ts`, variantOf('1-mend', drawMend(draw), id));
    const part = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    expect(await verdictOn(0, id, part, file)).toMatchObject({ passed: false, id });
  });

  test.each(part(alternatives('2-ask-all'), 3))('find the mistake %s of the client alone', async (id) => {
    const file = put(`wrong/${id}/ask-all.ts`, variantOf('2-ask-all', drawAskAll(draw), id));
    expect(await verdictOn(1, id, askAllPart[id] ?? '', file)).toMatchObject({ passed: false, id });
  });
});

test('exam.ts mark gives points for each part that a pupil has right, and none for a missing folder', async () => {
  const { letters } = JSON.parse(read(`teacher/${name}/answers.json`)) as { letters: string[] };
  const works = { mend: '1-mend', 'ask-all': '2-ask-all' };
  for (const [file, folder] of Object.entries(works)) {
    cpSync(join(root, 'teacher', name, folder, 'solution.ts'), put(`in/anna/${name}/${file}.ts`, ''));
    cpSync(join(root, 'teacher', name, folder, 'stub.ts'), put(`in/bert/practice/${name}/${file}.ts`, ''));
  }
  put(
    `in/anna/${name}/predictions.txt`,
    letters.map((letter, index) => `${index + 1}: ${letter.toLowerCase()}\n`).join(''),
  );
  put('in/bert/predictions.txt', `1: ${letters[0]}\n2: ${letters[1]}\n3: E\n`);
  put('in/carl/notes.txt', 'ill');
  put('in/dora/ask-all.ts', variantOf('2-ask-all', drawAskAll(draw), 'not-closed'));
  const { status, stdout } = await run('mark', join(root, 'teacher', name), join(root, 'in'));
  expect(status).toBe(0);
  expect(stdout.split('\n').map((line) => line.split(/ {2,}/))).toEqual([
    ['pupil', 'reads output', 'predicts', 'handles failure', 'cleans up', 'points'],
    ['anna', '3', '3', '3', '3', '12'],
    ['bert', '0', '1', '0', '0', '1'],
    ['carl', '0', '0', '0', '0', '0'],
    ['dora', '0', '0', '3', '2', '5'],
    [''],
  ]);
});

test('lettersIn() reads the letters of a pupil, and pointsFor() gives 0 to 3', () => {
  expect([...lettersIn('# 1 letter\n1: b\n2 C\n 3. d \n4：A\n5:\n6: E\n1: A\n')]).toEqual([
    [1, 'A'],
    [2, 'C'],
    [3, 'D'],
    [4, 'A'],
  ]);
  expect([0, 1, 2, 3, 4, 5, 6].map(pointsFor)).toEqual([0, 0, 1, 1, 2, 2, 3]);
});

test('a template without a value or an alternative is refused, with its name', () => {
  expect(() => fillText('{{gone}}', {}, 'en.md')).toThrow('en.md: no value "gone"');
  expect(() => fillProgram("const x = 'y'; // variant: gone", {}, {}, 'x.ts')).toThrow('x.ts: no value "gone"');
  expect(() => fillProgram('//[ a\n//]', {}, { a: 'b' }, 'x.ts')).toThrow('x.ts: "a" has no alternative "b"');
  expect(() => fillProgram('', {}, { a: 'b' }, 'x.ts')).toThrow('x.ts: no alternatives "a"');
  expect(fillProgram("const x = 'y'; // variant: it", { it: "o'n\\e" }, {}, 'x.ts')).toBe("const x = 'o\\'n\\\\e';");
});

describe('the arguments of exam.ts', () => {
  const { accepted, aKey, aFolder, twoFolders, keyOnlyNew, nobody, notATest } = examWords('en');
  test.each([
    [[], `npm run exam: ${accepted}`],
    [['old'], `npm run exam: ${accepted}`],
    [['new'], `npm run exam -- new: ${aFolder}`],
    [['new', 'x', '--key', 'short'], `--key "short": ${aKey}`],
    [['mark', 'x'], `npm run exam -- mark: ${twoFolders}`],
    [['mark', 'x', 'y', '--key', '12345678'], `--key: ${keyOnlyNew}`],
    [['mark', 'scripts', 'test'], `${join(projectDir, 'scripts')}: ${notATest}`],
  ])('are refused in one line: %j', async (args, line) => {
    expect(await run(...args)).toEqual({ status: 2, stdout: '', stderr: `${line}\n` });
  });

  test('name a folder without pupils', async () => {
    const empty = join(root, 'nobody');
    expect((await run('mark', join(root, 'teacher', name), empty)).stderr).toBe(`${empty}: ${nobody}\n`);
    expect(existsSync(empty)).toBe(false);
    expect(basename(empty)).toBe('nobody');
  });
});
