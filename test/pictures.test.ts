// The pictures of the README: small, described, and of the pages as they are.
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDir } from '../scripts/course/lesson.ts';
import { builtPages } from '../site/server/build.ts';
import { declarationsFor, digestOf, isSaid, pictures, sourceOf, type Taken } from './support/pictures.ts';
import './support/sites.ts';

const read = (file: string) => readFileSync(join(projectDir, file), 'utf8');
const all = JSON.parse(read('docs/pictures.json')) as Record<keyof typeof pictures, Taken>;
const again = 'take the pictures again: npx node test/support/screenshot.ts';

test.each(['notebook', 'presenter'] as const)('the picture of the %s shows the page as it is', async (name) => {
  const { digest, names, words } = all[name];
  expect(digestOf(sourceOf(pictures[name], await builtPages(), names)), again).toBe(digest);
  expect(words.length).toBeGreaterThan(0);
  expect(
    words.filter((text) => !isSaid(text)),
    again,
  ).toEqual([]);
});

test.each(Object.values(pictures))('$file is described in the README, and has less than 150 KB', ({ file }) => {
  expect(read('README.md')).toMatch(new RegExp(`^!\\[[^\\]]{40,}\\]\\(docs/${RegExp.escape(file)}\\)$`, 'm'));
  expect(statSync(join(projectDir, 'docs', file)).size).toBeLessThan(150_000);
});

test('declarationsFor() finds what concerns the elements of a picture, in nested rules, too, and nothing else', () => {
  const names = new Set(['pair', 'td', 'data-now']);
  const found = (css: string) => declarationsFor(names, css);
  expect(found('.pair td { color: red }')).toEqual([' .pair td {color: red}']);
  expect(found('.pair { td { color: red } .quiz { color: red } }')).toEqual([' .pair td {color: red}']);
  expect(found('.quiz, .pair:not(.closed) { top: 0 }')).toEqual([' .pair:not(.closed) {top: 0}']);
  expect(found('[data-now="1"]:is(h2, h3)::before { top: 0 }')).toEqual([
    ' [data-now="1"]:is(h2, h3)::before {top: 0}',
  ]);
  expect(found('.quiz { td { top: 0 } } @media print { td { top: 0 } }')).toEqual([]);
  expect(found('@media (max-width: 600px) { td { top: 0 } } @keyframes pair { from { top: 0 } }')).toEqual([]);
  expect(found('@media (min-width: 600px) { td { top: 0 } }')).toEqual([' @media (min-width: 600px) td {top: 0}']);
});
