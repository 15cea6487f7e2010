// What the pages show to readers who come from Python, and hide from the others.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'cheerio/slim';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { stringsFor } from '../site/strings.ts';
import { part } from './support/extent.ts';
import { lessonPages } from './support/lesson-pages.ts';
import { ServedSite } from './support/served-site.ts';

let site: ServedSite;
beforeAll(async () => {
  site = await ServedSite.open();
});
afterAll(() => site?.close());

const prefixes = languages.map((lang) => [lang === languages[0] ? '/' : `/${lang}/`, lang] as const);
const aside = (page: Page) => page.locator('.python').first();
const column = (page: Page) => page.locator('.py').first();
const choice = (page: Page) => page.locator('.settings [name=python]');
/** A page with an aside, and one with a column. */
const [withAside, withColumn] = ['lessons/05-threaded-scan/', 'lessons/02-create-sockets/'];

// The Chinese pages have the same elements. `npm run test:all` looks at them, too.
describe.each(part(prefixes, prefixes.length))('%s', (prefix, lang) => {
  test('asides and columns are shown to readers who come from Python only, on every page until they say otherwise', async () => {
    await site.visit(`${prefix}${withAside}`, {}, async (page) => {
      await choice(page).waitFor();
      expect(await page.locator('.settings').textContent()).toContain(stringsFor(lang).fromPython);
      expect(await aside(page).isVisible()).toBe(false);
      await choice(page).check();
      expect(await aside(page).isVisible()).toBe(true);
      await page.goto(`${site.address}${prefix}${withColumn}`);
      expect(await choice(page).isChecked()).toBe(true);
      expect(await column(page).isVisible()).toBe(true);
      await choice(page).uncheck();
      expect(await column(page).isVisible()).toBe(false);
      await page.goto(`${site.address}${prefix}${withAside}`);
      expect(await choice(page).isChecked()).toBe(false);
      expect(await aside(page).isVisible()).toBe(false);
    });
  });

  test('without JavaScript only the last section is shown', async () => {
    for (const [path, place] of [
      [withAside, aside],
      [withColumn, column],
    ] as const) {
      await site.visit(`${prefix}${path}`, { javaScriptEnabled: false }, async (page) => {
        for (const hidden of [place(page), choice(page)]) expect(await hidden.isVisible()).toBe(false);
        const head = page.locator('#coming-from-python ~ .table th').first();
        expect(await head.textContent()).toBe('Python');
        expect(await head.isVisible()).toBe(true);
      });
    }
  });

  test('the choice is known before the first paint', async () => {
    await site.visitInNewTab(`${prefix}${withAside}`, {}, async (page) => {
      await choice(page).check();
      await page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
      await page.reload();
      expect(await aside(page).isVisible()).toBe(true);
    });
  });

  test('no term is linked where only some readers see it', () => {
    let asides = 0;
    for (const path of lessonPages()) {
      const $ = load(readFileSync(join(site.dist, prefix, path, 'index.html'), 'utf8'));
      asides += $('.python').length;
      expect($('.python .term, .py .term').length, path).toBe(0);
    }
    expect(asides).toBeGreaterThan(5);
  });
});
