import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { excesses, isBudgeted } from '../scripts/bench-site/budget.ts';
import { buildSite } from '../scripts/bench-site/build.ts';
import { pagesOf, type Served, serve } from '../scripts/bench-site/serve.ts';
import { weighOnAll } from '../scripts/bench-site/weigh.ts';
import { openBrowser } from '../scripts/browser.ts';
import { languages } from '../scripts/languages.ts';
import { lessonIds } from '../scripts/lesson.ts';

let scratch: string;
let site: Served;
let browser: Browser;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'socketbook-light-'));
  const dist = join(scratch, 'dist');
  await buildSite(dist);
  site = await serve(dist);
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  rmSync(scratch, { recursive: true });
});

const roots = languages.map((lang) => (lang === languages[0] ? '/' : `/${lang}/`));
const paths = roots.flatMap((root) => [root, ...lessonIds().map((id) => `${root}lessons/${id}/`)]);

test('every home and every lesson has a budget', () => {
  expect(pagesOf(join(scratch, 'dist')).filter(isBudgeted).sort()).toEqual(paths.sort());
});

test.each(paths)('%s keeps the budget: bytes, requests, JavaScript, no movement, no other host', async (path) => {
  const weight = await weighOnAll(browser, site.origin, path);
  expect(weight.html, 'the page itself was weighed').toBeGreaterThan(1000);
  expect(excesses(weight)).toEqual([]);
});
