// The course as one HTML file: complete, and without a network.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'cheerio/slim';
import { afterAll, describe, expect, test } from 'vitest';
import { languages, tags } from '../scripts/course/languages.ts';
import { offlineBook } from '../site/offline.ts';
import { htmlFiles } from './support/html-files.ts';
import { sites } from './support/sites.ts';

// The site at a sub-path has links that begin with it, and links to the repository.
const { dist } = sites.below;
const folder = mkdtempSync(join(tmpdir(), 'socketbook-offline-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('offlineBook() refuses a folder without a built site', () => {
  expect(() => offlineBook(folder)).toThrow('there is no built site; make one with "npm run build"');
});

describe('the book', () => {
  const book = offlineBook(dist);
  const $ = load(book);

  test('loads nothing: no script, no file, no address but in links to follow', () => {
    expect($('meta[http-equiv]').attr('content')).toMatch(
      /^default-src 'none'; style-src 'unsafe-inline'; img-src data:;/,
    );
    expect($('script, link, iframe, object, embed, img, audio, video, source, form, base').length).toBe(0);
    expect($('[src], [srcset], [background], [ping], [style*="url("]').length).toBe(0);
    expect($('[href]:not(a)').length).toBe(0);
    expect($('style').text()).not.toMatch(/@import|url\((?!["']?(?:#|data:))/);
    for (const link of $('a[href]').get()) expect(link.attribs.href).toMatch(/^(#|https:\/\/)/);
  });

  test('has every id once, and the place of every link and reference', () => {
    const ids = $('[id]')
      .get()
      .map(({ attribs }) => attribs.id ?? '');
    const known = new Set(ids);
    expect(ids.length).toBe(known.size);
    const targets = $('a[href^="#"]')
      .get()
      .map(({ attribs }) => decodeURIComponent((attribs.href ?? '').slice(1)));
    const named = $('[aria-labelledby]')
      .get()
      .flatMap(({ attribs }) => (attribs['aria-labelledby'] ?? '').split(/\s+/));
    const drawn = [...book.matchAll(/url\(#([^)]+)\)/g)].map(([, id = '']) => id);
    expect(targets.length).toBeGreaterThan(100);
    expect([...targets, ...named, ...drawn].filter((id) => !known.has(id))).toEqual([]);
  });

  test('has every lesson with all its listings, outputs, answers and solutions in every language', () => {
    const kinds = ['.listing', 'pre.output', '.answer', '.choice', '.solution', 'svg', 'table'];
    for (const lang of languages) {
      const parts = htmlFiles(dist)
        .filter((file) => file.startsWith('zh/') === (lang === 'zh'))
        .filter((file) => /^(zh\/)?lessons\/[^/]+\/((deeper|practice|programs)\/)?index|^(zh\/)?glossary\//.test(file));
      const pages = parts.map((file) => load(readFileSync(join(dist, file), 'utf8')));
      expect($(`article[lang="${tags[lang]}"]`).length).toBe(pages.length);
      for (const kind of kinds) {
        const count = pages.reduce((sum, page) => sum + page('main').find(kind).length, 0);
        expect($(`article[lang="${tags[lang]}"]`).find(kind).length, `${lang}: ${kind}`).toBe(count);
      }
    }
  });
});
