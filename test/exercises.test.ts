import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Exercise, exercises, readPart, textOf } from '../scripts/course/exercises.ts';
import { languages } from '../scripts/course/languages.ts';
import { lessonIds } from '../scripts/course/lesson.ts';
import { explain } from '../scripts/judge/explain.ts';
import { judge } from '../scripts/judge/judge.ts';
import { isWhole, part, repeats } from './support/extent.ts';

const all = exercises();

const options = { timeout: 120_000, repeats };

/** The judge's time limit for wrong answers. It is shorter, because some wrong answers are recognized by their silence. */
const shortPatience = 4000;

/**
 * Judges a wrong answer that should fail with `id`. If it is said not to end, it may have had too little time on a busy machine:
 * it is judged again, with the limit that a pupil's program has.
 */
async function judgeWrong(exercise: Exercise, name: string, id: string) {
  const file = join(exercise.dir, 'answers', name);
  const verdict = await judge(exercise, file, { patience: shortPatience });
  const isEarly = !verdict.passed && verdict.id === 'hung' && id !== 'hung';
  return isEarly ? judge(exercise, file) : verdict;
}

test('every lesson has three exercises or more, and there are twenty or more in all', () => {
  for (const lesson of lessonIds()) {
    expect(all.filter((one) => one.lesson === lesson).length, lesson).toBeGreaterThanOrEqual(3);
  }
  expect(all.length).toBeGreaterThanOrEqual(20);
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
});

test('a text whose frontmatter is not YAML is refused in one line that names the file', () => {
  const [exercise] = all;
  const dir = mkdtempSync(join(tmpdir(), 'socketbook-exercise-'));
  try {
    writeFileSync(join(dir, 'en.md'), '---\ntitle: one: two\n---\n\nA task.\n');
    expect(() => exercise && textOf({ ...exercise, dir }, 'en')).toThrow(
      /^exercise 01\/\S+: en\.md: frontmatter: not YAML: .* at line 2, column \d+$/,
    );
  } finally {
    rmSync(dir, { recursive: true });
  }
});

describe.concurrent.each(all.map((one, index) => [one.id, one, index] as const))(
  'exercise %s:',
  options,
  (_, exercise, index) => {
    const answers = readdirSync(join(exercise.dir, 'answers')).sort();
    const right = answers.filter((name) => name.startsWith('right-'));
    const wrong = answers.filter((name) => name.startsWith('wrong-'));

    test('the folder has another right answer, and at least three wrong ones', () => {
      expect(right.length).toBeGreaterThanOrEqual(1);
      expect(wrong.length).toBeGreaterThanOrEqual(3);
      expect([...right, ...wrong].sort()).toEqual(answers);
    });

    test('the texts have the same parts in every language, and no hint contains a line of the solution', () => {
      const texts = languages.map((lang) => textOf(exercise, lang));
      expect(new Set(texts.map(({ hints }) => hints.length)).size).toBe(1);
      const stub = readPart(exercise, 'stub.ts');
      const own = readPart(exercise, 'solution.ts')
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line.length > 12 && !stub.includes(line));
      expect(own.length).toBeGreaterThan(0);
      for (const { hints } of texts) {
        for (const line of own) expect(hints.join('\n')).not.toContain(line);
      }
    });

    // npm test judges either the stub or the right answers that are written another way, npm run test:all both.
    const judgesStub = isWhole || index % 2 === 0;
    const others = isWhole || index % 2 === 1 ? right : [];

    test.each(judgesStub ? ['stub.ts'] : [])('%s runs, but does not pass', async (file) => {
      const verdict = await judge(exercise, join(exercise.dir, file), { patience: shortPatience });
      expect(verdict).toMatchObject({ passed: false });
      expect(verdict).not.toMatchObject({ id: 'crashed' });
    });

    test.each(['solution.ts', ...others.map((name) => `answers/${name}`)])('%s passes', async (file) => {
      const verdict = await judge(exercise, join(exercise.dir, file));
      // Other systems lack some things that a check tries.
      expect(process.platform === 'linux' ? verdict : { passed: verdict.passed }).toEqual({ passed: true });
    });

    // npm test judges one of them, npm run test:all each.
    test.each(part(wrong, wrong.length))(
      '%s fails for its own reason, and the verdict exists in every language',
      async (file) => {
        const id = file.replace(/^wrong-|\.ts$/g, '');
        const verdict = await judgeWrong(exercise, file, id);
        expect(verdict).toMatchObject({ passed: false, id });
        if (verdict.passed) return;
        for (const lang of languages) {
          const sentences = explain(verdict, lang);
          expect(sentences).toHaveLength(3);
          for (const sentence of sentences) expect(sentence).not.toMatch(/undefined|\[object/);
        }
        expect(explain(verdict, 'zh').join('')).toMatch(/\p{Script=Han}{4}/u);
      },
    );
  },
);
