// What the pages show to readers who come from Python, and hide from the others.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lang, languages } from '../scripts/course/languages.ts';
import { readPages } from '../site/server/pages.ts';
import { serve } from '../site/server/server.ts';
import { stringsFor } from '../site/strings.ts';
import { openBrowser } from './support/browser.ts';
import { excesses } from './support/budget.ts';
import { buildSite } from './support/build.ts';
import { copyProject } from './support/project-copy.ts';
import { allDevices, weighOn } from './support/weigh.ts';

/** Added to both pages of a lesson: an aside with a term of the glossary, a table, and the same term for all readers. */
const added = {
  en: '<Python>\n\nA promise: `import this`.\n\n</Python>\n\n| Call | Python | Node |\n|---|---|---|\n| all | `only` promise | all |\n\nA promise for all.',
  zh: '<Python>\n\n承诺（promise）：`import this`。\n\n</Python>\n\n| 调用 | Python | Node |\n|---|---|---|\n| 全部 | `only` 承诺 | 全部 |\n\n给大家的承诺（promise）。',
};
const id = '06-entry-point-guard';
const last: Record<Lang, RegExp> = { en: /\n## Coming from Python/, zh: /\n## 从 Python 过来/ };

let copy = '';
let origin = '';
let stop = async () => {};
let browser: Browser;
beforeAll(async () => {
  copy = copyProject();
  for (const lang of languages) {
    const file = (name: string) => join(copy, 'lessons', id, name);
    const core = readFileSync(file(`${lang}.mdx`), 'utf8');
    writeFileSync(
      file(`${lang}.mdx`),
      core.replace(last[lang], (heading) => `\n${added[lang]}\n${heading}`),
    );
    const deeper = readFileSync(file(`deeper.${lang}.mdx`), 'utf8');
    writeFileSync(file(`deeper.${lang}.mdx`), `${deeper}\n${added[lang]}\n`);
  }
  const dist = join(copy, 'dist');
  await buildSite(dist, { cwd: copy });
  const served = await serve({ port: 0, pages: readPages(dist) });
  origin = served.origin;
  stop = async () => {
    await served.close();
  };
  browser = await openBrowser();
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await stop();
  rmSync(copy, { recursive: true });
});

async function visit(path: string, options: BrowserContextOptions, look: (page: Page) => Promise<void>) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  try {
    const page = await context.newPage();
    await page.goto(`${origin}${path}`);
    await look(page);
  } finally {
    await context.close();
  }
}

const pages = languages.flatMap((lang) =>
  ['', 'deeper/'].map((part) => [`${lang === languages[0] ? '' : `/${lang}`}/lessons/${id}/${part}`, lang] as const),
);
const only = (page: Page) => page.locator('.py:has(code:text-is("only"))');
const aside = (page: Page) => page.locator('.python');
const choice = (page: Page) => page.locator('.from-python input');

describe.each(pages)('%s', (path, lang) => {
  test('shows asides and columns to readers who come from Python only, and remembers it on every page', async () => {
    await visit(path, {}, async (page) => {
      await choice(page).waitFor();
      expect(await page.locator('.from-python').textContent()).toContain(stringsFor(lang).fromPython);
      for (const place of [aside(page), only(page)]) expect(await place.isVisible()).toBe(false);
      await choice(page).check();
      for (const place of [aside(page), only(page)]) expect(await place.isVisible()).toBe(true);
      expect(await aside(page).textContent()).toContain('import this');
      await page.goto(`${origin}${pages.find(([other]) => other !== path)?.[0]}`);
      expect(await choice(page).isChecked()).toBe(true);
      expect(await aside(page).isVisible()).toBe(true);
      await choice(page).uncheck();
      await page.goto(`${origin}${path}`);
      expect(await choice(page).isChecked()).toBe(false);
      expect(await aside(page).isVisible()).toBe(false);
    });
  });

  test('shows none of it without JavaScript, but the last section', async () => {
    await visit(path, { javaScriptEnabled: false }, async (page) => {
      for (const place of [aside(page), only(page), choice(page)]) expect(await place.isVisible()).toBe(false);
      if (path.endsWith('deeper/')) return;
      const table = page.locator('#coming-from-python ~ .table');
      expect(await table.locator('th').first().textContent()).toBe('Python');
      expect(await table.locator('th').first().isVisible()).toBe(true);
    });
  });

  test('knows the choice before the first paint', async () => {
    await visit(path, {}, async (page) => {
      await choice(page).check();
      await page.route('**/*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: '' }));
      await page.goto(`${origin}${path}`);
      expect(await aside(page).isVisible()).toBe(true);
    });
  });

  test('links a term where all readers see it', async () => {
    await visit(path, {}, async (page) => {
      expect(await page.locator('.python .term, .py .term').count()).toBe(0);
      expect(await page.locator('.term[href$="#promise"]').count()).toBe(1);
    });
  });

  test('does not move, and stays within its budget', async () => {
    expect(excesses(await weighOn(allDevices, browser, origin, path))).toEqual([]);
  });
});
