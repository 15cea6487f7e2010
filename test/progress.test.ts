// The files that the page and the command line share: nothing of what a pupil has is lost.
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exercises } from '../scripts/course/exercises.ts';
import { noteVerdict, parseProgress, readProgress } from '../scripts/pupil/progress.ts';
import { keepCopy } from '../scripts/pupil/work.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'socketbook-progress-'));
  file = join(folder, 'progress.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const nobody = () => expect.unreachable('nothing is damaged');

test('noteVerdict() stops counting tries at the largest safe integer', () => {
  const most = { '01/word': Number.MAX_SAFE_INTEGER };
  writeFileSync(file, JSON.stringify({ version: 1, tries: most }));
  expect(noteVerdict('01/word', true, nobody, file).tries).toEqual(most);
  expect(readProgress(nobody, file)).toMatchObject({ tries: most, passed: { '01/word': expect.any(String) } });
});

test('readProgress() accepts a byte order mark', () => {
  const text = '\ufeff{ "version": 1, "tries": { "01/word": 3 } }\n';
  writeFileSync(file, text);
  expect(readProgress(nobody, file).tries).toEqual({ '01/word': 3 });
  expect(parseProgress(text, 'a copy').tries).toEqual({ '01/word': 3 });
});

// As another process may take a name between a look and a write: the link leads nowhere, so that a look sees no file.
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
