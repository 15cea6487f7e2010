// The files that the page and the command line share. Nothing of a pupil's work is lost.
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { exercises } from '../scripts/course/exercises.ts';
import { noteVerdict, parseProgress, readProgress } from '../scripts/pupil/progress.ts';
import { flawOf, goodEntries } from '../scripts/pupil/validate.ts';
import { keepCopy } from '../scripts/pupil/work.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-progress-'));
  file = join(folder, 'progress.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const unexpected = () => expect.unreachable('nothing is damaged');

test('noteVerdict() stops counting tries at the largest safe integer', () => {
  const most = { '01/word': Number.MAX_SAFE_INTEGER };
  writeFileSync(file, JSON.stringify({ version: 1, tries: most }));
  expect(noteVerdict('01/word', true, unexpected, file).tries).toEqual(most);
  expect(readProgress(unexpected, file)).toMatchObject({ tries: most, passed: { '01/word': expect.any(String) } });
});

test('readProgress() accepts a byte order mark', () => {
  const text = '\ufeff{ "version": 1, "tries": { "01/word": 3 } }\n';
  writeFileSync(file, text);
  expect(readProgress(unexpected, file).tries).toEqual({ '01/word': 3 });
  expect(parseProgress(text, 'a copy').tries).toEqual({ '01/word': 3 });
});

// Another process may take a name between a check and a write. A broken link simulates that: the check finds no file.
const take = (path: string) => symlinkSync(join(folder, 'nowhere'), path, 'junction');

test('keepCopy() never takes a name that exists', () => {
  const [exercise] = exercises();
  const work = join(folder, 'word.ts');
  writeFileSync(work, 'mine');
  take(join(folder, 'word.kept-1.ts'));
  if (exercise === undefined) return expect.unreachable();
  expect(keepCopy({ ...exercise, work })).toBe(join(folder, 'word.kept-2.ts'));
  expect(readFileSync(join(folder, 'word.kept-2.ts'), 'utf8')).toBe('mine');
  expect(readdirSync(folder)).not.toContain('nowhere');
});

test('readProgress() never renames a damaged file to a name that exists', () => {
  writeFileSync(file, 'damaged');
  take(join(folder, 'progress.damaged-1.json'));
  const asides: string[] = [];
  readProgress((_, aside) => asides.push(aside), file);
  expect(asides).toEqual([join(folder, 'progress.damaged-2.json')]);
  expect(readFileSync(join(folder, 'progress.damaged-2.json'), 'utf8')).toBe('damaged');
  expect(readdirSync(folder).toSorted()).toEqual(['progress.damaged-1.json', 'progress.damaged-2.json']);
});

describe('the validation of progress', () => {
  const day = '2026-02-28T12:00:00Z';
  const whole = {
    version: 1,
    read: { a: day },
    answered: { q: 'b' },
    passed: { a: '2024-02-29T23:59:59.123Z' },
    tries: { a: 3 },
  };
  const none = { read: {}, answered: {}, passed: {}, tries: {} };

  test.each([whole, { version: 1 }, { version: 1, read: { a: '2026-01-01T10:00Z' }, more: 'is left out' }])(
    'finds no mistake in valid progress, and keeps its entries: %j',
    (good) => {
      expect(flawOf(good)).toBeUndefined();
      const { more: _, ...kept } = { more: '', ...good };
      expect(goodEntries(good)).toEqual({ ...none, ...kept });
    },
  );

  test.each([
    [null, ''],
    [[], ''],
    ['progress', ''],
    [{ ...whole, version: 2 }, 'version'],
    [{ ...whole, read: null }, 'read'],
    [{ ...whole, answered: [] }, 'answered'],
    [{ ...whole, read: { a: 'yesterday' } }, 'read.a'],
    [{ ...whole, read: { a: '2026-02-29T12:00:00Z' } }, 'read.a'],
    [{ ...whole, passed: { a: '2026-01-01T24:00:00Z' } }, 'passed.a'],
    [{ ...whole, passed: { a: '2026-01-01T12:00:00+01:00' } }, 'passed.a'],
    [{ ...whole, passed: { a: 5 } }, 'passed.a'],
    [{ ...whole, answered: { q: 1 } }, 'answered.q'],
    [{ ...whole, tries: { a: -1 } }, 'tries.a'],
    [{ ...whole, tries: { a: 1.5 } }, 'tries.a'],
    [{ ...whole, tries: { a: 2 ** 53 } }, 'tries.a'],
    [{ ...whole, tries: { a: '1' } }, 'tries.a'],
  ])('names the place of the first mistake, and keeps the valid entries: %j', (bad, path) => {
    expect(flawOf(bad)?.path.join('.')).toBe(path);
    expect(() => parseProgress(JSON.stringify(bad), 'a copy')).toThrow(
      `a copy: ${path || 'the whole file'}: not accepted`,
    );
    expect(flawOf(goodEntries(bad))).toBeUndefined();
  });

  test('drops an entry named __proto__', () => {
    const tricky = JSON.parse(`{ "version": 1, "read": { "__proto__": "${day}" } }`);
    expect(Object.keys(goodEntries(tricky).read)).toEqual([]);
  });
});
