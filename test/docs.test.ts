// The pages about the repository: README, CONTRIBUTING, CHANGELOG and docs/.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import GithubSlugger from 'github-slugger';
import { describe, expect, test } from 'vitest';
import { importTable } from '../scripts/check/imports.ts';
import { lessonIds, projectDir, readLesson } from '../scripts/course/lesson.ts';
import { wordsOf } from '../scripts/doctor/words.cjs';

const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...globSync('docs/*.md', { cwd: projectDir })].sort();
const rooms = ['lessons', 'scripts', 'site', 'test', 'docs', '.ci', '.github'];
const read = (page: string) => readFileSync(join(projectDir, page), 'utf8');

/** Markdown without its fenced blocks. */
const prose = (page: string) => read(page).replace(/^(`{3,})[^\n]*\n[\s\S]*?^\1$/gm, '');

/** The targets of a page's links and images, except those in code. */
const linksOf = (page: string) =>
  [
    ...prose(page)
      .replace(/`[^`\n]*`/g, '')
      .matchAll(/\]\(([^()\s]+)\)/g),
  ].map(([, target = '']) => target);

/** The ids of a page's headings. */
function idsOf(page: string): string[] {
  const slugger = new GithubSlugger();
  return [...prose(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slugger.slug(heading));
}

/** The texts between backticks on a page, without line breaks. */
const codeOf = (page: string) => [...prose(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

const inRooms = globSync(`{${rooms.join(',')}}/**/*`, { cwd: projectDir }).map((path) => basename(path));
const names = new Set([...inRooms, ...globSync('{*,.*}', { cwd: projectDir })]);

/** Placeholders and examples that are no files. */
const examples = [
  'en.mdx',
  'x.ts',
  'wrong-ID.ts',
  'NAME.out.txt',
  'NAME.pair.txt',
  'NAME.wire.json',
  'progress.damaged-1.json',
  'llms.txt',
  'ask-all.ts',
  'predictions.txt',
];

/** Whether the path in a text exists; undefined if the text is not a path of the project. */
function isThere(code: string): boolean | undefined {
  if (/[\s<>"'…]/.test(code) || examples.includes(basename(code))) return undefined;
  if (rooms.includes(code.split('/')[0] ?? '') && code.includes('/')) {
    // The brackets of Astro's paths are no pattern.
    return globSync(code.replace(/\/$/, '').replace(/[[\]]/g, '[$&]'), { cwd: projectDir }).length > 0;
  }
  if (/^[\w.-]+\.(ts|mjs|cjs|json|ya?ml|md|mdx|astro|txt)$/.test(code)) return names.has(code);
  return undefined;
}

describe.each(pages)('the page %s:', (page) => {
  test('each relative link leads to a file, and each anchor to a heading', () => {
    const dead = linksOf(page).filter((link) => {
      if (/^https?:/.test(link)) return false;
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? page : join(dirname(page), path).replaceAll('\\', '/');
      if (!existsSync(join(projectDir, target))) return true;
      return anchor !== undefined && !idsOf(target).includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test('each path in backticks leads to a file', () => {
    expect(codeOf(page).filter((code) => isThere(code) === false)).toEqual([]);
  });
});

test('the pages contain links and paths, so the tests above check something', () => {
  expect(pages.flatMap(linksOf).length).toBeGreaterThan(30);
  expect(pages.flatMap(codeOf).filter((code) => isThere(code)).length).toBeGreaterThan(100);
  expect(isThere('scripts/no-such-file.ts')).toBe(false);
  expect(isThere('no-such-file.ts')).toBe(false);
});

test('docs/commands.md describes each npm script once', () => {
  const { postinstall: _, ...scripts } = JSON.parse(read('package.json')).scripts as Record<string, string>;
  const described = [...read('docs/commands.md').matchAll(/^\| `npm (?:run )?([\w:-]+)` +\|/gm)].map(
    ([, name]) => name,
  );
  expect(described.sort()).toEqual(Object.keys(scripts).sort());
});

test('each command that the pages name is an npm script', () => {
  const { scripts } = JSON.parse(read('package.json'));
  const named = pages.flatMap((page) => [...read(page).matchAll(/\bnpm run ([\w-]+)/g)].map(([, name = '']) => name));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('the import table in docs/architecture.md has the rules of scripts/check/imports.ts', () => {
  const [, body = ''] =
    /^\| files \| may import \| because \|\n\|[ |-]+\|\n((?:\|.*\n)+)/m.exec(read('docs/architecture.md')) ?? [];
  expect(body.trim().split('\n')).toEqual(importTable());
});

test('the README has at most 650 words', () => {
  expect(
    read('README.md')
      .split(/\s+/)
      .filter((word) => /[\p{L}\p{N}]/u.test(word)).length,
  ).toBeLessThanOrEqual(650);
});

test('docs/classroom.md shows what the doctor says about the cells', () => {
  const count = lessonIds().flatMap((id) => readLesson(id).cells).length;
  expect(read('docs/classroom.md')).toContain(`\nok    ${wordsOf('en').cells(count)}\n`);
});
