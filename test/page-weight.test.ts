import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { languages } from '../scripts/course/languages.ts';
import { openBrowser } from './support/browser.ts';
import { excesses, isBudgeted } from './support/budget.ts';
import { isWhole } from './support/extent.ts';
import { htmlFiles } from './support/html-files.ts';
import { lessonPages } from './support/lesson-pages.ts';
import { sites } from './support/sites.ts';
import { allDevices, type Device, weighOn } from './support/weigh.ts';

const { dist, origin } = sites.root;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const roots = languages.map((lang) => (lang === languages[0] ? '/' : `/${lang}/`));
const paths = roots.flatMap((root) => [root, ...lessonPages().map((path) => `${root}${path}`)]);

test('the budget applies to every home page and every lesson', () => {
  const pages = htmlFiles(dist).map((file) => `/${file.replace(/(?<=^|\/)index\.html$/, '')}`);
  expect(pages.filter(isBudgeted).sort()).toEqual(paths.sort());
});

/** Other devices receive the same bytes. `npm run test:all` looks on all of them for movements of every page. */
const devicesFor = (path: string): Device[] =>
  isWhole || path === '/lessons/03-server-client/' ? allDevices : ['phone'];

/** `npm run test:all` weighs all pages, npm test each kind of page, and the longest lesson. */
const size = (path: string) => statSync(join(dist, path, 'index.html')).size;
const longest = paths.reduce((one, other) => (size(other) > size(one) ? other : one));
const weighed = isWhole ? paths : [...new Set(['/', '/lessons/03-server-client/', longest])];

test.each(weighed)(
  '%s stays within the budget of bytes, requests and JavaScript, does not move, and contacts no other host',
  async (path) => {
    const weight = await weighOn(devicesFor(path), browser, origin, path);
    expect(weight.html, 'the page itself was weighed').toBeGreaterThan(1000);
    expect(excesses(weight)).toEqual([]);
  },
);
