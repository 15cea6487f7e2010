// How readers get from a page to its file in the repository, and to a form for a mistake.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio/slim';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { projectDir } from '../scripts/course/lesson.ts';
import { repository } from '../site/repository.ts';
import { run } from './support/build.ts';
import { htmlFiles } from './support/html-files.ts';
import { sites } from './support/sites.ts';

test.each([
  [undefined, undefined],
  ['  ', undefined],
  ['https://github.com/ann/sockets', 'https://github.com/ann/sockets'],
  [' https://GitHub.com/Ann/sockets.git ', 'https://github.com/Ann/sockets'],
  ['https://git.example.org:8443/ann/s.b/', 'https://git.example.org:8443/ann/s.b'],
])('repository() reads SOCKETBOOK_REPOSITORY=%j as %j', (value, address) => {
  expect(repository({ SOCKETBOOK_REPOSITORY: value })).toBe(address);
});

test.each([
  'ann/sockets',
  'http://github.com/ann/sockets',
  'git@github.com:ann/sockets.git',
  'https://github.com/ann',
  'https://github.com/ann/sockets/tree/main',
  'https://github.com/ann/sockets?x',
  'https://github.com/ann/sockets#x',
  'https://ann:secret@github.com/ann/sockets',
  'https://github.com/ann/so ckets',
  'javascript:alert(1)//ann/sockets',
])('repository() refuses SOCKETBOOK_REPOSITORY=%j and names the variable', (value) => {
  expect(() => repository({ SOCKETBOOK_REPOSITORY: value })).toThrow(
    `SOCKETBOOK_REPOSITORY=${JSON.stringify(value)}: not the address of a repository; accepted: `,
  );
});

test('a build with a wrong SOCKETBOOK_REPOSITORY names it in one line, and exits 2', async () => {
  const ran = await run(process.execPath, [join('site', 'astro.mjs'), 'build'], {
    env: { SOCKETBOOK_REPOSITORY: 'ann/sockets' },
  });
  expect(ran.code).toBe(2);
  expect(ran.output).toMatch(/^SOCKETBOOK_REPOSITORY="ann\/sockets": [^\n]+\n$/);
});

const forms = join(projectDir, '.github', 'ISSUE_TEMPLATE');

test('every issue form has what GitHub requires, and fields with different ids', () => {
  const names = readdirSync(forms).filter((name) => name !== 'config.yml');
  expect(names).toEqual(['mistake.yml', 'program.yml', 'translation.yml']);
  for (const name of names) {
    const form = parse(readFileSync(join(forms, name), 'utf8'));
    expect(form, name).toMatchObject({ name: expect.any(String), description: expect.any(String) });
    expect(form.description.length, name).toBeLessThanOrEqual(200);
    const ids = form.body.map(({ id }: { id: string }) => id);
    expect(new Set(ids).size, name).toBe(ids.length);
    for (const { type, attributes } of form.body) {
      expect(['input', 'textarea'], name).toContain(type);
      expect(attributes.label, name).toEqual(expect.any(String));
    }
  }
});

describe('the links of a lesson', () => {
  const { root, below } = sites;

  test('a site without a repository has none', () => {
    for (const file of htmlFiles(root.dist)) {
      expect(readFileSync(join(root.dist, file), 'utf8'), file).not.toContain('class="contribute"');
    }
  });

  test('each page of prose and each exercise names its file, and its address for the form', () => {
    const mistake = parse(readFileSync(join(forms, 'mistake.yml'), 'utf8'));
    const edited = new Set<string>();
    const pages = htmlFiles(below.dist).filter((file) =>
      /^(zh\/)?lessons\/[^/]+\/(deeper\/|practice\/)?index/.test(file),
    );
    for (const file of pages) {
      const $ = load(readFileSync(join(below.dist, file), 'utf8'));
      const links = $('.contribute');
      expect(links.length, file).toBe(file.includes('/practice/') ? $('.exercise').length : 1);
      for (const element of links.get()) {
        const [edit = '', report = ''] = $(element)
          .find('a')
          .get()
          .map((link) => $(link).attr('href') ?? '');
        const start = 'https://github.com/ann/sockets/edit/main/';
        expect(edit.startsWith(start), edit).toBe(true);
        const path = edit.slice(start.length);
        expect(existsSync(join(projectDir, path)), path).toBe(true);
        expect(path.includes('zh.m'), `${file}: ${path}`).toBe(file.startsWith('zh/'));
        edited.add(path);
        const url = new URL(report);
        expect(`${url.origin}${url.pathname}`).toBe('https://github.com/ann/sockets/issues/new');
        const { page = '', template = '', ...others } = Object.fromEntries(url.searchParams);
        expect(others).toEqual({});
        expect(existsSync(join(forms, template)), template).toBe(true);
        expect(mistake.body[0].id).toBe('page');
        const here = new URL(page);
        expect(`${here.origin}${here.pathname}`).toBe(
          `https://example.org/courses/sockets/${file.replace(/index\.html$/, '')}`,
        );
        if (here.hash) expect($(here.hash).length, page).toBe(1);
      }
    }
    // Each file of prose once: none is named by two pages.
    const found = pages.flatMap((file) => {
      const $ = load(readFileSync(join(below.dist, file), 'utf8'));
      return $('.contribute').get();
    });
    expect(edited.size).toBe(found.length);
  });
});
